filter-level=allow-all
