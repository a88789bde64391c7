"""One connection to the filter, as tcpserver would make it: a child with a socket as its descriptors 0 and 1."""

import os
import pathlib
import re
import socket
import subprocess

from .client import PATIENCE_SECS, Client
from .paths import FILTER, SYSTEM_PATH

_LOG_LINE = re.compile(r"^spamweir\[\d+\]: (.*)$")
_CHOOSES_DNS = re.compile(r"dns-(?:level|resolv-conf|server-ip|server-ip-primary)=")
_SANITIZER = re.compile(r"runtime error:|ERROR: (?:Address|Leak|UndefinedBehavior)Sanitizer")


def write_configuration(directory, lines, rcpthosts="example.com\n"):
    """A configuration file that logs to standard error and knows example.com as local; `lines` come last and win. Where they
    name no name server, none is asked: the machine's own is none of the tests'."""
    directory = pathlib.Path(directory)
    if rcpthosts is not None:
        (directory / "rcpthosts").write_text(rcpthosts)
    path = directory / "spamweir.conf"
    standard = [
        "log-target=stderr",
        "log-level=verbose",
        f"qmail-rcpthosts-file={directory}/rcpthosts",
        f"qmail-morercpthosts-cdb={directory}/morercpthosts.cdb",
    ]
    if not any(_CHOOSES_DNS.match(line) for line in lines):
        standard.append("dns-level=none")
    path.write_text("".join(f"{line}\n" for line in [*standard, *lines]), encoding="latin-1")
    return path


def child_environment(more):
    kept = ("LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return {"PATH": SYSTEM_PATH, "TCPREMOTEIP": "11.22.33.44", "PROTO": "TCP", **environment, **more}


class Session:
    """Starts `command` (the filter in front of a server, or a server bare) and is its client."""

    def __init__(self, command, environment, log_path, connection=None):
        self.log_path = pathlib.Path(log_path)
        ours, theirs = connection or socket.socketpair()
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=theirs, stdout=theirs, stderr=log, env=environment, start_new_session=True
            )
        theirs.close()
        self.client = Client(ours)

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        self.client.close()
        try:
            self.process.wait(PATIENCE_SECS if failure is None else 1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            if failure is None:
                raise
        finally:
            assert not _SANITIZER.search(self.standard_error()), self.standard_error()

    def wait(self, secs=PATIENCE_SECS):
        """The exit code, once the process is gone."""
        return self.process.wait(secs)

    def standard_error(self):
        return self.log_path.read_text(encoding="latin-1")

    def log(self):
        """The filter's own lines, without ident and process number. Complete only after wait()."""
        matches = map(_LOG_LINE.match, self.standard_error().splitlines())
        return [match.group(1) for match in matches if match]


def _unused(directory, name):
    number = 1
    while (path := pathlib.Path(directory) / f"{name}{number}").exists():
        number += 1
    return path


def filtered(server, directory, lines=(), environment=None, connection=None, options=()):
    """A session through the filter; `lines` of configuration, or a Path to a configuration file that is there."""
    configuration = lines if isinstance(lines, pathlib.Path) else write_configuration(directory, lines)
    command = [str(FILTER), "-f", str(configuration), *options, "--", *server.command]
    environment = child_environment({**server.environment, **(environment or {})})
    return Session(command, environment, _unused(directory, "log"), connection)


def bare(server, directory, environment=None, connection=None):
    """A session with the server alone."""
    environment = child_environment({**server.environment, **(environment or {})})
    return Session(server.command, environment, _unused(directory, "log"), connection)
