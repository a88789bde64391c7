"""What stands in the EXAMPLES of the manual pages, and what comes of it when it is done.

A block is what stands between .Bd -literal and .Ed. Its lines that begin with `$ ` are commands; what stands below one, up to
the next, is what it prints. `$ cat FILE` where there is no such file yet shows what the file holds, and makes it. Blocks
without such a line are for reading.
"""

import dataclasses
import re
import subprocess

from .client import PATIENCE_SECS
from .paths import PROJECT

PAGES = sorted((PROJECT / "documentation" / "man").glob("*.[1-8]"))
_EXAMPLES = re.compile(r"^\.Sh EXAMPLES\n(.*?)(?=^\.Sh |\Z)", re.S | re.M)
_BLOCK = re.compile(r"^\.Bd -literal.*?\n(.*?)^\.Ed\n", re.S | re.M)
_CAT = re.compile(r"cat ([\w.-]+)")
_ESCAPES = {r"\&": "", r"\e": "\\", r"\-": "-", r"\(aq": "'", r"\(dq": '"'}
_MARK = "--- the next command ---"


@dataclasses.dataclass
class Command:
    line: str
    prints: str


def _plain(text):
    """As a reader of the page sees it. An escape that is not in the table is a KeyError."""
    return re.sub(r"\\(?:\(..|.)", lambda match: _ESCAPES[match[0]], text)


def _commands(block):
    commands = []
    for line in _plain(block).splitlines(keepends=True):
        if line.startswith("$ "):
            commands.append(Command(line[2:].rstrip("\n"), ""))
        elif commands:
            commands[-1].prints += line
    return commands


def examples(page):
    """Lists of commands, one for each block that has some."""
    section = _EXAMPLES.search(page.read_text(encoding="utf-8"))
    blocks = _BLOCK.findall(section[1]) if section else []
    return [commands for commands in map(_commands, blocks) if commands]


def perform(commands, directory, environment):
    """What each prints, errors included; they share a shell and the directory."""
    for command in commands:
        shown = _CAT.fullmatch(command.line)
        if shown and not any(f">{shown[1]}" in each.line for each in commands):
            (directory / shown[1]).write_text(command.prints)
    # $? stays what the command made it.
    script = "".join(f"{command.line}\n(status=$?; echo '{_MARK}'; exit $status)\n" for command in commands)
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECS,
        check=False,
    )
    return done.stdout.split(f"{_MARK}\n")[:-1]
