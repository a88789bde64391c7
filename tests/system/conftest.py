import re

import pytest
from harness import exim
from harness.paths import PROJECT


@pytest.fixture(scope="session", autouse=True)
def _clean_up():
    yield
    exim.remove_homes()


def _outcomes(terminalreporter, test):
    """The parameters of one test by how it ended."""
    pattern = re.compile(rf"{re.escape(test)}\[(.+)\]$")
    found = {}
    for outcome in ("passed", "failed", "skipped", "xfailed"):
        matches = (pattern.search(getattr(report, "nodeid", "")) for report in terminalreporter.stats.get(outcome, ()))
        found[outcome] = {match.group(1) for match in matches if match}
    return found


def _report(terminalreporter, what, test, table):
    """One line: how many rows of the table have a test that passed, and which have none."""
    outcomes = _outcomes(terminalreporter, test)
    if not any(outcomes.values()):
        return
    rows = {line.partition("\t")[0] for line in (PROJECT / "tests" / "data" / table).read_text().splitlines()[1:]}
    covered = rows & outcomes["passed"]
    missing = f"; not {', '.join(sorted(rows - covered))}" if covered != rows else ""
    terminalreporter.write_line(f"{what} covered: {len(covered)} of {len(rows)}{missing}")


def pytest_terminal_summary(terminalreporter):
    _report(terminalreporter, "options", "test_options.py::test_option", "options.tsv")
    _report(terminalreporter, "verdicts", "test_verdicts.py::test_verdict", "verdicts.tsv")
