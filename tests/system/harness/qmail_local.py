"""qmail's own word on a delivery: qmail-local(8) with -n, which delivers nothing. Debian has no qmail, so it is asked where an
administrator has one."""

import os
import subprocess

from .qmail_model import CANT_SAY, INVALID, UNAVAILABLE, VALID
from .qmail_tree import IS_ROOT

INSTALLED = os.environ.get("SPAMWEIR_QMAIL_LOCAL", "/var/qmail/bin/qmail-local")
# qmail-command(8): what it ends with when there are instructions, no mailbox by that name, and what may be mended.
_ANSWERS = {0: VALID, 100: INVALID, 111: UNAVAILABLE}


def is_installed():
    return os.access(INSTALLED, os.X_OK)


def disagreement(machine, domain, user, program=INSTALLED):
    """What it says otherwise than the machine's model, as a text; None where they agree or it has nothing to say."""
    run = machine.model.dry_run(domain, user)
    if run is None:
        return None
    default = machine.setup.defaultdelivery or ""
    words = [program, "-n", "user", run.home, run.local, run.dash, run.ext, run.domain, "sender@r.test", default]
    rights = {"user": run.uid, "group": run.gid, "extra_groups": []} if IS_ROOT else {}
    done = subprocess.run(words, cwd="/", capture_output=True, errors="replace", check=False, **rights)
    if _ANSWERS.get(done.returncode, CANT_SAY) == run.answer:
        return None
    return f"{words} ended with {done.returncode}, the model with {run.answer}\n{done.stdout}{done.stderr}"
