"""What /proc says about the processes that a test started."""

import contextlib
import os
import pathlib
import re
import signal
import time

from .client import PATIENCE_SECS


def _stat_fields(pid):
    """What follows the name in /proc/PID/stat: the state and numbers."""
    return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="latin-1").rsplit(")", 1)[1].split()


def _stat(pid):
    """State, parent and session of a process; None when it is gone."""
    try:
        fields = _stat_fields(pid)
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
    """Who still runs; orphans that only wait for init to take note are nobody's concern."""
    return [pid for pid, state, _, its_session in _all() if its_session == session and state != "Z"]


def in_sessions(sessions):
    """Who still runs in any of many."""
    return [pid for pid, state, _, its_session in _all() if its_session in sessions and state != "Z"]


def wait_until(condition):
    """Polls what nobody tells about; the limit is there for a broken program only."""
    give_up = time.monotonic() + PATIENCE_SECS
    while not condition():
        assert time.monotonic() < give_up, "it never happened"
        time.sleep(0.01)


@contextlib.contextmanager
def stopped(pid):
    """Within it the process does nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def nobody_is_left(session):
    wait_until(lambda: not in_session(session.process.pid))


def _status(pid):
    """The numbers of /proc/PID/status by their names."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="latin-1")
    return {name: int(number) for name, number in re.findall(r"^(\w+):\s+(\d+)", status, re.M)}


def is_asleep(pid):
    return (stat := _stat(pid)) is not None and stat[0] == "S"


def is_over(pid):
    """Also where it only waits for init to take note."""
    return (stat := _stat(pid)) is None or stat[0] == "Z"


def resident_kb(pid):
    return _status(pid)["VmRSS"]


def peak_kb(pid):
    return _status(pid)["VmHWM"]


def work_so_far(pid):
    """How often the process went to sleep or lost the processor, plus the clock ticks that it used."""
    status = _status(pid)
    switches = status["voluntary_ctxt_switches"] + status["nonvoluntary_ctxt_switches"]
    user_ticks, system_ticks = _stat_fields(pid)[11:13]
    return switches + int(user_ticks) + int(system_ticks)


def work_within(secs, pid):
    """What work_so_far() grows by; one that never sleeps has only the clock ticks."""
    before = work_so_far(pid)
    time.sleep(secs)
    return work_so_far(pid) - before


def wait_until_idle(pid):
    """Returns when the process has done all that it can do now: one that only waits for a processor is not asleep."""

    def is_idle():
        before = work_so_far(pid)
        time.sleep(0.1)
        asleep = is_asleep(pid)
        return asleep and work_so_far(pid) == before

    wait_until(is_idle)
