"""qmail's own word on a delivery: qmail-local(8) with -n, which delivers nothing. Debian has no qmail, so it is asked where an
administrator has one."""

import os
import subprocess

from .qmail_model import CANT_SAY, INVALID, UNAVAILABLE, VALID
from .qmail_tree import IS_ROOT

_NAMED = os.environ.get("SPAMWEIR_QMAIL_LOCAL")
INSTALLED = _NAMED or "/var/qmail/bin/qmail-local"
SENDER = "sender@r.test"
# By exit status: there are instructions; there is no mailbox by that name; a failure that may pass.
_ANSWERS = {0: VALID, 100: INVALID, 111: UNAVAILABLE}


def is_installed():
    """One that was named and is not there is a mistake, which the test is to fail with."""
    return _NAMED is not None or os.access(INSTALLED, os.X_OK)


def ask(machine, run, program=INSTALLED):
    """Its answer to a DryRun, and what it printed."""
    default = machine.setup.defaultdelivery or ""
    words = [program, "-n", "user", run.home, run.local, run.dash, run.ext, run.domain, SENDER, default]
    rights = {"user": run.uid, "group": run.gid, "extra_groups": []} if IS_ROOT else {}
    done = subprocess.run(words, cwd="/", capture_output=True, errors="replace", check=False, **rights)
    return _ANSWERS.get(done.returncode, CANT_SAY), done.stdout + done.stderr


def disagreement(machine, domain, user):
    """What it says otherwise than the machine's model, as a text; None where they agree or it is not asked."""
    run = machine.model.dry_run(domain, user)
    if run is None:
        return None
    answer, said = ask(machine, run)
    return None if answer == run.answer else f"qmail-local says {answer} of {run}\n{said}"
