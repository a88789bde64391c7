"""Set-ups that --config-test is run on: folders with a spamweir.conf, what it names, and `expected`, what must be found.

expected: a line `LEVEL(option): REGEX` each; {dir} stands for the copy of the folder. Every WARNING and ERROR that is printed
must be there, INFO and SUCCESS may be. A line that begins with # says what is broken.

prepare (may be missing) does what git can't keep, a line each:
  long NUMBER PATH (a line of so many characters) · mode OCTAL PATH · owner USER PATH · fifo PATH · link TARGET PATH · directory PATH · empty PATH · many NUMBER PATH ·
  keys PATH (of session tickets) · cdb PATH · certificate PATH BEGINS ENDS [ISSUER] (days from now, see certificates.py) ·
  command WORDS (instead of the scripted server; nothing: none) · option WORDS (more of the command line) ·
  environment NAME=VALUE · zone TEXT (of a name server: {dns} is its address) · silent ({silent}: where nobody answers) ·
  refusing ({refusing}: a name server that answers for its own zone only) ·
  root (it needs the rights to become another user)
"""

import contextlib
import os
import pathlib
import shlex
import shutil
import socket
import subprocess
import tempfile

import pytest

from . import certificates, name_servers
from .paths import BUILD, FILTER, SCRIPTED_SMTPD, program
from .session import child_environment

SETUPS = pathlib.Path(__file__).resolve().parents[1] / "setups"
_STANDARD = {
    "qmail-rcpthosts-file": "{dir}/rcpthosts",
    "qmail-morercpthosts-cdb": "!!!",
    "log-level": "info",
    "dns-level": "none",
    "tls-level": "smtp-no-passthrough",
}


def names():
    return sorted(path.name for path in SETUPS.iterdir() if path.is_dir())


class Setup:
    """A copy of a folder, made ready, for as long as a `with` block lasts."""

    def __init__(self, name):
        self.source = SETUPS / name
        self.words = {"certificates": str(BUILD / "tests" / "certificates"), "smtpd": str(SCRIPTED_SMTPD)}
        self.command = [str(SCRIPTED_SMTPD)]
        self.options = []
        self.environment = {}
        self._zone = ""
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        # Every user may look into it, unlike into pytest's own directories.
        root = pathlib.Path(tempfile.mkdtemp(prefix="spamweir-setup-"))
        self._stack.callback(shutil.rmtree, root, ignore_errors=True)
        root.chmod(0o755)
        self.directory = root / "setup"
        shutil.copytree(self.source, self.directory, symlinks=True)
        self.words["dir"] = str(self.directory)
        if not (self.directory / "rcpthosts").exists():
            (self.directory / "rcpthosts").write_text("example.com\n")
        try:
            self._prepare()
            self._write_configurations()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *failure):
        return self._stack.__exit__(*failure)

    def fill_in(self, text):
        for word, value in self.words.items():
            text = text.replace("{" + word + "}", value)
        return text

    def expected(self):
        """Pairs of `LEVEL(option)` and a regular expression."""
        text = self.fill_in((self.source / "expected").read_text())
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        return [tuple(line.split(": ", 1)) for line in lines]

    def run(self, *more):
        command = [str(FILTER), "-f", str(self.directory / "standard.conf"), "-f", str(self.directory / "spamweir.conf")]
        return subprocess.run(
            [*command, *self.options, *(more or ["--config-test"]), *self.command],
            capture_output=True,
            text=True,
            errors="replace",
            env=child_environment(self.environment),
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )

    def _prepare(self):
        path = self.directory / "prepare"
        for line in path.read_text().splitlines() if path.exists() else []:
            words = shlex.split(line, comments=True)
            if words:
                getattr(self, f"_do_{words[0]}")(*words[1:])
        if self._zone:
            server = self._stack.enter_context(name_servers.unbound(self._zone))
            self.words["dns"] = name_servers.option(server)

    def _write_configurations(self):
        for path in self.directory.rglob("*.conf"):
            if path.is_file() and os.access(path, os.R_OK):
                path.write_bytes(self.fill_in(path.read_bytes().decode("latin-1")).encode("latin-1"))
        own = (self.directory / "spamweir.conf").read_text(encoding="latin-1") if self._is_plain() else ""
        chosen = own + "\n".join(self.options)
        lines = [f"{name}={value}\n" for name, value in _STANDARD.items() if f"{name}=" not in chosen]
        (self.directory / "standard.conf").write_text(self.fill_in("".join(lines)))
        self.options = [self.fill_in(word) for word in self.options]
        self.command = [self.fill_in(word) for word in self.command]

    def _is_plain(self):
        return (self.directory / "spamweir.conf").is_file()

    def _do_mode(self, mode, path):
        (self.directory / path).chmod(int(mode, 8))

    def _do_owner(self, user, path):
        self._do_root()
        shutil.chown(self.directory / path, user)

    def _do_fifo(self, path):
        (self.directory / path).unlink(missing_ok=True)
        os.mkfifo(self.directory / path)

    def _do_link(self, target, path):
        (self.directory / path).symlink_to(target)

    def _do_directory(self, path):
        (self.directory / path).mkdir(parents=True)

    def _do_empty(self, path):
        (self.directory / path).parent.mkdir(parents=True, exist_ok=True)
        (self.directory / path).touch()

    def _do_many(self, number, path):
        (self.directory / path).mkdir(parents=True)
        for one in range(int(number)):
            (self.directory / path / f"u{one}").touch()

    def _do_long(self, number, path):
        (self.directory / path).write_text("1" * int(number) + "\n")

    def _do_keys(self, path):
        (self.directory / path).write_bytes(bytes(range(80)))
        (self.directory / path).chmod(0o600)

    def _do_cdb(self, path):
        tool = program("cdb")
        if tool is None:
            pytest.skip("cdb is not installed")
        subprocess.run([tool, "-c", str(self.directory / path)], input="+11,0:example.com->\n\n", text=True, check=True)

    def _do_certificate(self, path, begins, ends, issuer="self"):
        if not (BUILD / "tests" / "certificates" / "made").exists():
            pytest.skip("built without TLS")
        certificates.make(self.directory / path, int(begins), int(ends), issuer)

    def _do_command(self, *words):
        self.command = list(words)

    def _do_option(self, *words):
        self.options += words

    def _do_environment(self, variable):
        name, value = variable.split("=", 1)
        self.environment[name] = value

    def _do_zone(self, text):
        self._zone += text + "\n"

    def _do_silent(self):
        mute = self._stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        mute.bind(("127.0.0.1", 0))
        self.words["silent"] = f"127.0.0.1:{mute.getsockname()[1]}"

    def _do_refusing(self):
        server = self._stack.enter_context(name_servers.rbldnsd({"rbl.test": ("ip4set", "127.0.0.2")}))
        self.words["refusing"] = name_servers.option(server)

    def _do_root(self):
        if os.geteuid() != 0:
            pytest.skip("only root can become another user")
        if str(SCRIPTED_SMTPD) in self.command:
            # Where the build is, another user may have no way to.
            copy = shutil.copy(SCRIPTED_SMTPD, self.directory / "smtpd")
            self.command[0] = str(copy)
