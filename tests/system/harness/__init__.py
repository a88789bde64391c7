"""What the system tests share: servers behind the filter, clients before it, and the queue that mail lands in."""
