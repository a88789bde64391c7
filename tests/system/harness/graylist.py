"""A graylist tree, and sessions of the filter that ask it."""

import itertools
import os
import pathlib
import subprocess
import time

from .client import PATIENCE_SECS
from .paths import FILTER, GRAYLIST_TOOL, SCRIPTED_SMTPD, SYSTEM_PATH
from .session import Session, child_environment, write_configuration

ENTRY = "example.com/joe/b.test/al"
LINE = "11.22.33.44 (unknown)\n"
CRON = "find {} -mindepth 2 -type f -mmin +{} -delete"  # as the documentation has it; of a tree and minutes
_ANSWERS = {"421": "wait", "250": "taken"}


def _tool_environment():
    kept = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return {"PATH": SYSTEM_PATH, **kept}


class Tree:
    """Below DIRECTORY/tree, with example.com as a domain that is graylisted. What the filter needs besides, and its logs, are
    below `beside`."""

    def __init__(self, directory, domain="example.com", beside=None):
        self.path = pathlib.Path(directory) / "tree"
        self.path.mkdir()
        if domain:
            (self.path / domain).mkdir()
        self._beside = pathlib.Path(beside or directory) / "filter"
        self._numbers = itertools.count(1)

    def entry(self, name=ENTRY):
        return self.path / name

    def files(self):
        """Path below the tree and content of every regular file."""
        found = {}
        for path in sorted(self.path.rglob("*")):
            if path.is_file() and not path.is_symlink():
                found[str(path.relative_to(self.path))] = path.read_text()
        return found

    def put(self, name, content="", age=0):
        path = self.path / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(content)
        then = time.time() - age
        os.utime(path, (then, then))
        return path

    def age(self, name, secs):
        then = time.time() - secs
        os.utime(self.path / name, (then, then))

    def tool_command(self, *words):
        return [GRAYLIST_TOOL, f"--dir={self.path}", *words]

    def tool(self, *words, text="", status=0):
        """What spamweir-graylist prints."""
        result = subprocess.run(
            self.tool_command(*words),
            input=text,
            capture_output=True,
            text=True,
            env=_tool_environment(),
            timeout=PATIENCE_SECS,
            check=False,
        )
        assert result.returncode == status, result.stderr
        return result.stdout if status == 0 else result.stderr

    def start_tool(self, *words):
        """The running tool; nobody reads what it prints."""
        return subprocess.Popen(self.tool_command(*words), stdout=subprocess.DEVNULL, env=_tool_environment())

    def prober(self, *options, environment=None):
        """A session with the filter; `options` are its own, of the command line."""
        configuration = self._beside / "spamweir.conf"
        if not configuration.exists():
            self._beside.mkdir(exist_ok=True)
            write_configuration(self._beside, ["log-level=error"], "example.com\nother.test\n")
        graylist = [f"--graylist-dir={self.path}", "--graylist-level=always", "--graylist-min-secs=300"]
        command = [FILTER, "-f", configuration, *graylist, *options, "--", SCRIPTED_SMTPD]
        return Prober(command, child_environment(environment or {}), self._beside / f"log{next(self._numbers)}")

    def ask(self, *options, **more):
        """One answer, and the log's lines."""
        prober = self.prober(*options, **more)
        prober.await_greeting()
        prober.send()
        return prober.read(), prober.finish()


class Prober(Session):
    """A client that asks whether its mail may pass, and never sends any."""

    def await_greeting(self):
        assert self.client.read_reply()[:3] == "220"

    def send(self, sender="al@b.test", recipient="joe@example.com", times=1):
        self.client.send(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\n" * times)

    def read(self):
        """`wait` or `taken`, the answer to one question."""
        assert self.client.read_reply()[:3] == "250"
        return _ANSWERS[self.client.read_reply()[:3]]

    def finish(self):
        """The log, once the filter has ended well with no file left open."""
        with self:
            directory = self.log_path.parents[1]
            opened = [os.readlink(path) for path in pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()]
            assert [path for path in opened if path.startswith(f"{directory}/") and path != str(self.log_path)] == []
            assert self.client.ask("QUIT")[:3] == "221"
            assert self.wait() == 0
            return self.log()
