"""Dialogues kept as data: files of sections, each a title, a configuration, what is said, and the log that it leaves.

    ### Title
    # option=value             a line of the configuration file
    # NAME=value               (capitals) the filter's environment
    # server=mailfront         the server behind the filter, scripted unless said; `# server-option=WORDS` for scripted_smtpd
    # file NAME=TEXT           a file beside the configuration; `{dir}` is their directory, here and in every other line
    # dns NAME TYPE VALUE      what the name server says; what is not told does not exist. VALUE as in dns_messages, with the
                               client's escapes; TYPE * is any type where VALUE is (SERVFAIL), (REFUSED) or (silence).
                               Without such lines the filter asks no name server, unless options say otherwise
    C: EHLO c                  the client sends this and CRLF; \\r \\n \\t \\0 \\xHH \\\\ as in C
    c: no line end             the same without the CRLF
    S: 250 ok                  the next line that the server sends; N is any number
    S: (closed)                the server closes the connection
    (the client stops sending) a half-closed connection
    (the client is gone)       the client closes
    (dns is known)             waits until each question that the filter has asked so far is answered
    L: DENIED_… from: …        the log's lines, in order and complete
    E: 0                       the exit code

Client lines that follow one another are sent without waiting, as one block. Lines that begin otherwise are words for the
reader. Commands are judged by what the scripted server would answer to them as qmail-smtpd does.
"""

import contextlib
import dataclasses
import pathlib
import re

from . import servers
from .scripted_name_server import Behaviour, ScriptedNameServer, silent
from .session import filtered

DIRECTORY = pathlib.Path(__file__).resolve().parents[1] / "dialogues"
_ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


@dataclasses.dataclass
class Dialogue:
    name: str
    settings: list = dataclasses.field(default_factory=list)
    environment: dict = dataclasses.field(default_factory=dict)
    files: dict = dataclasses.field(default_factory=dict)
    server: str = "scripted"
    server_options: list = dataclasses.field(default_factory=list)
    dns_records: list = dataclasses.field(default_factory=list)  # triples: name, type, value
    dns_behaviours: dict = dataclasses.field(default_factory=dict)
    steps: list = dataclasses.field(default_factory=list)  # pairs: kind, text
    log: list = dataclasses.field(default_factory=list)
    exit_code: int = None


def load():
    """Every dialogue of every file, in order."""
    return [dialogue for path in sorted(DIRECTORY.glob("*.smtp")) for dialogue in _load_file(path)]


def _load_file(path):
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if line.startswith("### "):
            found.append(Dialogue(f"{path.stem}: {line[4:]}"))
        elif found and line:
            try:
                _read_line(found[-1], line)
            except (ValueError, KeyError) as error:
                raise ValueError(f"{path}:{number}: {line}: {error}") from error
    return found


def _read_line(dialogue, line):
    if line.startswith("# "):
        _read_setting(dialogue, line[2:])
    elif line.startswith("L: "):
        dialogue.log.append(line[3:])
    elif line.startswith("E: "):
        dialogue.exit_code = int(line[3:])
    elif line[:2] in ("C:", "c:", "S:"):
        dialogue.steps.append((line[0], line[3:]))
    elif line in ("(the client stops sending)", "(the client is gone)", "(dns is known)"):
        dialogue.steps.append(("(", line.strip("()")))


def _read_dns(dialogue, name, record_type, value):
    if value.startswith("("):
        behaviour = silent() if value == "(silence)" else Behaviour(rcode=value.strip("()"))
        dialogue.dns_behaviours[name if record_type == "*" else (name, record_type)] = behaviour
    else:
        dialogue.dns_records.append((_unescape(name), record_type, _unescape(value)))


def _read_setting(dialogue, setting):
    if setting.startswith("dns "):
        _read_dns(dialogue, *setting.split(" ", 3)[1:])
        return
    name, _, value = setting.partition("=")
    if name == "server":
        dialogue.server = value
    elif name == "server-option":
        dialogue.server_options.append(value)
    elif name.startswith("file "):
        dialogue.files[name[5:]] = _unescape(value)
    elif name.isupper():
        dialogue.environment[name] = value
    else:
        dialogue.settings.append(setting)


def _unescape(text):
    def one(match):
        escape = match.group(1)
        return chr(int(escape[1:], 16)) if escape[0] == "x" else _ESCAPES[escape]

    return re.sub(r"\\(x[0-9a-fA-F]{2}|.)", one, text)


def _pattern(text):
    """The expected line as a regular expression: an N that is no part of a word stands for a number."""
    return "".join(
        r"\d+" if piece == "N" else re.escape(piece) for piece in re.split(r"(?<![A-Za-z])(N)(?![A-Za-z])", text)
    )


def _expect(got, want, where):
    assert re.fullmatch(_pattern(want), got), f"{where}: got {got!r}, want {want!r}"


def _server(dialogue, directory):
    if dialogue.server == "scripted":
        return servers.scripted(directory, "--rcpthosts", f"{directory}/rcpthosts", *dialogue.server_options)
    return getattr(servers, dialogue.server)(directory)


@contextlib.contextmanager
def _name_server(dialogue):
    """The dialogue's name server, or None where it needs none."""
    if dialogue.dns_records or dialogue.dns_behaviours:
        with ScriptedNameServer(dialogue.dns_records, dialogue.dns_behaviours) as name_server:
            yield name_server
    else:
        yield None


def _play(dialogue, session, name_server, bytewise):
    client = session.client
    unsent = b""
    for number, (kind, text) in enumerate([*dialogue.steps, ("end", "")], 1):
        if kind in "Cc":
            unsent += (_unescape(text) + ("\r\n" if kind == "C" else "")).encode("latin-1")
            continue
        if unsent:
            client.send_bytewise(unsent) if bytewise else client.send(unsent)
            unsent = b""
        if kind == "S":
            _expect(client.read_line(), "" if text == "(closed)" else text, f"step {number}")
        elif text == "the client stops sending":
            client.finish_sending()
        elif text == "the client is gone":
            client.close()
        elif text == "dns is known":
            name_server.wait_until_quiet(session.process.pid)


def run(dialogue, directory, bytewise):
    """Plays the dialogue through the filter. `bytewise` sends each byte on its own; nothing may depend on it."""

    def fill_in(text):
        return text.replace("{dir}", str(directory))

    for name, text in dialogue.files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(fill_in(text), encoding="latin-1")
    dialogue.steps = [(kind, fill_in(text)) for kind, text in dialogue.steps]
    dialogue.server_options = [fill_in(option) for option in dialogue.server_options]
    lines = [fill_in(line) for line in dialogue.settings]
    server = _server(dialogue, directory)
    with _name_server(dialogue) as name_server:
        if name_server:
            lines.append(f"dns-server-ip={name_server.option}")
        with filtered(server, directory, lines, dialogue.environment) as session:
            _play(dialogue, session, name_server, bytewise)
            session.client.close()
            exit_code = session.wait()
            got = session.log()
    for number, (got_line, want_line) in enumerate(zip(got, dialogue.log), 1):
        _expect(got_line, fill_in(want_line), f"log line {number}")
    assert len(got) == len(dialogue.log), f"log: got {got}, want {dialogue.log}"
    if dialogue.exit_code is not None:
        assert exit_code == dialogue.exit_code
