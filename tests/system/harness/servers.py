"""The SMTP servers that stand behind the filter: each is a command that speaks on descriptors 0 and 1."""

import dataclasses
import pathlib

import pytest

from . import exim
from .paths import QMAIL_QUEUE, SCRIPTED_SMTPD, program
from .queue import Queue


@dataclasses.dataclass
class Server:
    command: list
    environment: dict
    queue: Queue = None

    def messages(self):
        return self.queue.messages()


def _program_or_skip(name):
    path = program(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def mailfront(directory):
    """mailfront that takes everything and keeps it. Takes lines that end in a bare LF as well as in CRLF."""
    queue = Queue(pathlib.Path(directory) / "queue")
    environment = {"QUEUEDIR": str(queue.directory), "QUEUEDIR_NOSYNC": "1", "TCPLOCALHOST": "mx.example.com"}
    return Server([_program_or_skip("mailfront"), "smtp", "queuedir", "accept"], environment, queue)


def mailfront_qmail(directory, rcpthosts="example.com\n", more_environment=None):
    """mailfront over a qmail tree of our own: control/rcpthosts decides, a stand-in for qmail-queue keeps the mail."""
    home = pathlib.Path(directory) / "qmail"
    (home / "control").mkdir(parents=True)
    (home / "control" / "me").write_text("mx.example.com\n")
    if rcpthosts is not None:
        (home / "control" / "rcpthosts").write_text(rcpthosts)
    queue = Queue(home / "queue")
    environment = {
        "QMAILHOME": str(home),
        "QMAILQUEUE": str(QMAIL_QUEUE),
        "STANDIN_QUEUE": str(queue.directory),
        "TCPLOCALHOST": "mx.example.com",
        **(more_environment or {}),
    }
    command = [_program_or_skip("mailfront"), "smtp", "qmail", "relayclient", "qmail-validate"]
    return Server(command, environment, queue)


def exim4(directory, local_domains="example.com"):
    """exim -bs that takes mail for local_domains, and for others from a client with RELAYCLIENT, as qmail would."""
    path = _program_or_skip("exim4")
    return Server(*exim.prepare(path, pathlib.Path(directory) / "exim", local_domains))


def shell(script):
    """A server that is a shell script: for what no server would do."""
    return Server(["/bin/sh", "-c", script], {})


def mute():
    """Reads everything and never says a word; the shell that stays keeps the output open."""
    return shell("cat >/dev/null; exit 0")


def scripted(directory, *options):
    """Answers word for word like qmail-smtpd; see tests/support/scripted_smtpd.cc for the options."""
    queue = Queue(pathlib.Path(directory) / "queue")
    return Server([str(SCRIPTED_SMTPD), "--store", str(queue.directory), *options], {}, queue)
