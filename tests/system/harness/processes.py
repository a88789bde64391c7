"""What /proc says about the processes that a test started."""

import pathlib
import time

from .client import PATIENCE_SECS


def _stat(pid):
    """State, parent and session of a process; None when it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="latin-1").rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[1]), int(fields[3])


def _all():
    for path in pathlib.Path("/proc").iterdir():
        if path.name.isdigit() and (stat := _stat(path.name)):
            yield int(path.name), *stat


def children(pid):
    """Pairs of process and state."""
    return [(child, state) for child, state, parent, _ in _all() if parent == pid]


def in_session(session):
    return [pid for pid, _, _, its_session in _all() if its_session == session]


def wait_until(condition):
    """Polls what nobody tells about; the limit is there for a broken program only."""
    give_up = time.monotonic() + PATIENCE_SECS
    while not condition():
        assert time.monotonic() < give_up, "it never happened"
        time.sleep(0.01)


def resident_kb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="latin-1")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
