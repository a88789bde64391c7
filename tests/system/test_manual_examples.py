"""The examples of the manual pages do what the pages say. harness/manual_pages.py says how they are written."""

import contextlib
import os
import shlex

import pytest
from harness.manual_pages import PAGES, examples, perform
from harness.paths import BUILD, SCRIPTS, SYSTEM_PATH
from harness.qmail_model import Account, Node, Setup
from harness.qmail_tree import OWN, Machine, make_directory
from harness.scripted_name_server import ScriptedNameServer

# Pages whose examples are lines of files, or command lines of a machine with a mail server on it.
FOR_READING = {"spamweir.8", "spamweir.conf.5"}

ZONE = [
    ("example.com", "MX", "10 mail.example.com"),
    ("example.com", "TXT", "v=spf1 mx -all"),
    ("example.com", "SOA", "ns.example.com hostmaster.example.com 2026112701 3600 600 604800 300"),
    ("mail.example.com", "A", "192.0.2.7"),
    ("mail.example.com", "AAAA", "2001:db8::7"),
    ("example.org", "AAAA", "2001:db8::8"),
    ("7.2.0.192.in-addr.arpa", "PTR", "mail.example.com"),
]


def put_program(programs, name, *words):
    """A program of that name that runs `words` and its own arguments."""
    path = programs / name
    path.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n')
    path.chmod(0o755)


@contextlib.contextmanager
def internet(programs):
    """The dns tools ask a name server that has ZONE. Yields what makes output that of the page."""
    with ScriptedNameServer(ZONE) as server:
        for path in (BUILD / "bin").glob("dns*"):
            put_program(programs, path.name, path, "-s", server.option)
        yield lambda text: text


@contextlib.contextmanager
def qmail(programs):
    """spamweir-qrv is on a machine whose only user is joe."""
    uid, gid = OWN or (20001, 20001)
    place = make_directory()
    root = f"{place}/machine"
    nodes = {"/": Node("directory"), "/joe": Node("directory", uid, gid)}
    machine = Machine(Setup(root, nodes, locals=["example.com"], accounts=[Account("joe", uid, gid, f"{root}/joe")]))
    put_program(programs, "spamweir-qrv", *machine.options)
    yield lambda text: text.replace(f"user {uid}", "user 1000").replace(f"{root}/joe", "/home/joe")
    machine.remove()
    os.rmdir(place)


@contextlib.contextmanager
def nothing(_programs):
    yield lambda text: text


SURROUNDINGS = {"dnsa.1": internet, "spamweir-qrv.8": qmail}


def environment(programs):
    kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    path = ":".join(map(str, (programs, BUILD / "bin", SCRIPTS, SYSTEM_PATH)))
    return {"PATH": path, "TZ": "UTC0", "LC_ALL": "C", **kept}


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_the_examples_of_a_page_are_true(page, tmp_path):
    blocks = examples(page)
    assert bool(blocks) != (page.name in FOR_READING)
    programs = tmp_path / "programs"
    programs.mkdir()
    with SURROUNDINGS.get(page.name, nothing)(programs) as as_on_the_page:
        for number, commands in enumerate(blocks):
            directory = tmp_path / f"block{number}"
            directory.mkdir()
            got = [as_on_the_page(text) for text in perform(commands, directory, environment(programs))]
            assert list(zip([command.line for command in commands], got)) == [(each.line, each.prints) for each in commands]


def test_every_program_has_a_page_that_names_it():
    names = {path.name for directory in (BUILD / "bin", SCRIPTS) for path in directory.iterdir()}
    named = set()
    for page in PAGES:
        section = page.read_text(encoding="utf-8").split(".Sh NAME\n")[1].split("\n.Nd ")[0]
        named.update(line.split()[1] for line in section.splitlines())
    assert names <= named
