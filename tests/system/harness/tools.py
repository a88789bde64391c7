"""The small tools, run as programs."""

import os
import subprocess

from .client import PATIENCE_SECS
from .paths import BUILD, SYSTEM_PATH

TOOLS = BUILD / "bin"


def environment(zone="UTC0"):
    kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    return {"PATH": SYSTEM_PATH, "TZ": zone, **kept}


def run(tool, *words, text="", zone="UTC0", **more):
    """Exit status, standard output, standard error."""
    command = [TOOLS / tool, *words]
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    data = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run(command, input=data, env=environment(zone), timeout=PATIENCE_SECS, check=False, **more)
    return done.returncode, (done.stdout or b"").decode("latin-1"), done.stderr.decode("latin-1")
