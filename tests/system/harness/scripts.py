"""Runs the scripts, and the filter on what they make.

Below conversions/, NAME.before is what a converter is given, NAME.after what it makes of it, NAME.errors what it says.
"""

import os
import subprocess

from . import servers
from .client import PATIENCE_SECS
from .paths import GRAYLIST_TOOL, PROJECT, SCRIPTS, SYSTEM_PATH
from .session import filtered

CONVERSIONS = PROJECT / "tests/system/conversions"


def run(script, *words, text="", directory=None):
    """Exit status, standard output, standard error."""
    kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    done = subprocess.run(
        [SCRIPTS / script, *words],
        input=text.encode(),
        capture_output=True,
        cwd=directory,
        env={"PATH": SYSTEM_PATH, "SPAMWEIR_GRAYLIST": str(GRAYLIST_TOOL), **kept},
        timeout=PATIENCE_SECS,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def after(name):
    return (CONVERSIONS / f"{name}.after").read_bytes().decode()


def answer(directory, lines, client="11.22.33.44", sender="a@b.test", recipient="x@example.com"):
    """The code that RCPT is answered."""
    place = directory / str(sum(1 for _ in directory.iterdir()))
    place.mkdir()
    with filtered(servers.scripted(place), place, lines, environment={"TCPREMOTEIP": client}) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        session.client.ask(f"MAIL FROM:<{sender}>")
        code = session.client.ask(f"RCPT TO:<{recipient}>")[:3]
        session.client.ask("QUIT")
        session.wait()
        assert not [line for line in session.log() if line.startswith(("ERROR", "WARNING"))]
        return code
