"""One case of a table, played: an option that makes a difference, the surroundings in which it does, and what is then observed.
Everything is made anew for each play, in a directory of its own, so that plays may go on side by side."""

import contextlib
import dataclasses
import os
import pathlib
import struct
import subprocess
import time

from . import servers
from .client import PATIENCE_SECS
from .paths import BUILD, FILTER
from .scripted_name_server import ScriptedNameServer, silent
from .session import Session, child_environment

_DATA = pathlib.Path(__file__).resolve().parents[1] / "data"

# What stands on each command line, unless the case says otherwise.
_STANDARD = {
    "log-target": "stderr",
    "log-level": "verbose",
    "qmail-rcpthosts-file": "{dir}/rcpthosts",
    "qmail-morercpthosts-cdb": "{dir}/empty.cdb",
    "dns-level": "none",
}
_STANDARD_FILES = {"rcpthosts": "example.com\n", "empty.cdb": struct.pack("<LL", 2048, 0) * 256}


def to_recipient(stage):
    """From the greeting to the reply to RCPT."""
    return stage.to_recipient()


@dataclasses.dataclass
class Case:
    """`{dir}` in any text is the play's directory, `{dns}` the address of a name server with `zone`, `{silent}` that of one that
    never answers, `{certificates}` and `{data}` the tests' certificates and data."""

    option: str
    value: str
    without: str  # what the scene observes without the option
    acts: str  # and with it
    scene: object = to_recipient  # takes the Stage and returns what it observes
    around: tuple = ()  # options of the command line: "name=value" or "name"
    files: dict = dataclasses.field(default_factory=dict)  # text or bytes by name; with the time of last change: a pair
    zone: tuple = None
    behaviours: dict = dataclasses.field(default_factory=dict)
    environment: dict = dataclasses.field(default_factory=dict)
    server_options: tuple = ()
    server: object = None  # a Server instead of the scripted one
    is_program: bool = False  # the scene takes no session but what the program printed
    needs_tls: bool = False
    # Given twice: another value. With it the scene observes `otherwise`, or the same as without the option.
    other: str = None
    otherwise: str = None
    emptied: str = None  # what !!! leaves
    repeats_in_file: bool = True  # whether giving it twice is for files as well
    in_directory: dict = dataclasses.field(default_factory=dict)  # fields that differ for the file of a config-dir

    @property
    def asks_dns(self):
        return self.zone is not None or bool(self.behaviours)

    def changed(self, **fields):
        return dataclasses.replace(self, **fields)


class Stage:
    """What a scene is played on."""

    def __init__(self, directory, may_wait, names):
        self.directory = directory
        self.may_wait = may_wait  # whether a scene that waits for something may wait until it happens
        self.session = None
        self.name_server = names.get("dns")
        self.silent_server = names.get("silent")

    @property
    def client(self):
        return self.session.client

    def greeted(self):
        assert self.client.read_reply()[:3] == "220"
        self.client.ask("EHLO c")
        return self.client

    def to_recipient(self, recipient="x@example.com", sender="a@b.test"):
        client = self.greeted()
        client.ask(f"MAIL FROM:<{sender}>")
        return client.ask(f"RCPT TO:<{recipient}>")

    def log(self):
        """The log's lines, complete: the session is over."""
        with contextlib.suppress(OSError):
            self.client.send("QUIT\r\n")
        self.client.close()
        self.session.wait()
        return self.session.log()


def _option(line):
    return f"--{line}"


def _name(line):
    return line.partition("=")[0]


def _write_files(files, directory, fill_in):
    for name, content in files.items():
        content, age_secs = content if isinstance(content, tuple) else (content, 0)
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fill_in(content).encode("latin-1") if isinstance(content, str) else content)
        if name.endswith(".sh"):
            path.chmod(0o755)
        if age_secs:
            then = time.time() - age_secs
            os.utime(path, (then, then))


def _standing_options(case, replaced):
    """The command line's options before those of the play. `replaced`: an option that must not stand there."""
    gone = {replaced, *map(_name, case.around)}
    if case.asks_dns or any(name.startswith("dns-") for name in gone if name):
        gone.add("dns-level")
    lines = [f"{name}={value}" for name, value in _STANDARD.items() if name not in gone]
    if case.asks_dns and not any(name in ("dns-server-ip", "dns-server-ip-primary", "dns-resolv-conf") for name in gone):
        lines.append("dns-server-ip={dns}")
    return [*lines, *case.around]


@dataclasses.dataclass
class Play:
    """One way to give a case's option."""

    label: str
    expected: str  # None: anything
    arguments: list = dataclasses.field(default_factory=list)
    lines: list = dataclasses.field(default_factory=list)  # of a configuration file
    local: list = dataclasses.field(default_factory=list)  # of a config-dir's file for the client
    replaces: bool = True  # whether the option may not stand on the command line as well
    error: str = None  # an ERROR line with this text must be there


@contextlib.contextmanager
def _name_servers(case):
    with contextlib.ExitStack() as stack:
        names = {}
        if case.asks_dns:
            names["dns"] = stack.enter_context(ScriptedNameServer(case.zone or (), case.behaviours))
        if any("{silent}" in text for text in (case.value, *case.around, *(str(content) for content in case.files.values()))):
            names["silent"] = stack.enter_context(ScriptedNameServer((), default=silent()))
        yield names


def _command(case, play, server, directory):
    options = [_option(line) for line in _standing_options(case, case.option if play.replaces else None)]
    options += play.arguments
    if play.lines:
        (directory / "play.conf").write_text("".join(f"{line}\n" for line in play.lines), encoding="latin-1")
        options += ["-f", "{dir}/play.conf"]
    if play.local:
        path = directory / "local" / "_ip_" / "11"
        path.parent.mkdir(parents=True)
        path.write_text("".join(f"{line}\n" for line in play.local), encoding="latin-1")
        options.append("--config-dir={dir}/local")
    return [str(FILTER), *options, "--", *server.command]


def perform(case, play, directory):
    """What the scene observes, and the log."""
    directory.mkdir(parents=True)
    with _name_servers(case) as names:
        words = {"dir": directory, "certificates": BUILD / "tests" / "certificates", "data": _DATA}
        words.update((name, server.option) for name, server in names.items())

        def fill_in(text):
            for name, word in words.items():
                text = text.replace("{" + name + "}", str(word))
            return text

        _write_files({**_STANDARD_FILES, **case.files}, directory, fill_in)
        filled = dataclasses.replace(
            play, lines=[fill_in(line) for line in play.lines], local=[fill_in(line) for line in play.local]
        )
        server = case.server or servers.scripted(directory, *map(fill_in, case.server_options))
        command = [fill_in(word) for word in _command(case, filled, server, directory)]
        environment = child_environment({**server.environment, **case.environment})
        if case.is_program:
            done = subprocess.run(
                command, env=environment, input="", capture_output=True, text=True, timeout=PATIENCE_SECS, check=False
            )
            return case.scene(done), (done.stdout + done.stderr).splitlines()
        stage = Stage(directory, play.expected == case.acts, names)
        with Session(command, environment, directory / "log") as stage.session:
            observed = case.scene(stage)
            return observed, stage.log()


def check(case, play, directory):
    """An explanation of what is wrong; None when all is well."""
    observed, log = perform(case, play, directory)
    if play.expected is not None and observed != play.expected:
        return f"{play.label}: got {observed!r}, want {play.expected!r}; log: {log}"
    if play.error and not any("ERROR" in line and play.error in line for line in log):
        return f"{play.label}: no ERROR line with {play.error!r} in {log}"
    return None
