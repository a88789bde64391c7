"""Recipients, homes and .qmail files that mean harm: the helper ends, and reads nothing that qmail would not read."""

import os
import re
import shutil
import stat
import subprocess

import pytest
from harness.client import PATIENCE_SECS
from harness.qmail_model import CANT_SAY, INVALID, UNAVAILABLE, VALID, Account, Node, Setup
from harness.qmail_tree import IS_ROOT, OWN, Machine, make_directory, remove_directory

UID, GID = (20001, 20001) if IS_ROOT else OWN
OTHER = 20002 if IS_ROOT else OWN[0]

USERS = [
    "../etc/passwd", "joe-../../../etc/passwd", "joe-..", "joe-/etc/passwd", "joe-a/../../mary/.qmail", "joe-x/y", "/", "//",
    "joe-/", ".", "..", "joe-" + "a/" * 400, "x" * 900, "joe-" + "-" * 900, "joe-" + "a-" * 450, "%", "%%%%", "joe%", "%l.test",
    "joe%l.test%l.test%l.test", "%".join(["x"] * 400), "@", "joe@", "@@@@", "joe@l.test@p.test", '"joe"', "'joe'", "joe'; id; '",
    "joe-$(id)", "joe-`id`", "joe\n", "joe-\n\n.qmail", "joe-\r\n", "joe\t", " joe", "-", "--", "--help", "--explain", "-h", "",
    "joe-\x01\x7f", "joe-\udcff\udcfe", "joe-*", "joe-?", "joe-[a]", "~root", "joe-default", "joe-.", "joe-:", "joe-.qmail",
]  # fmt: skip
DOMAINS = ["l.test", "p.test", "v.test", "", "../../etc", "l.test\n", "@l.test", "%l.test", "x" * 900, "-h", ".", "..", ".v.test", "%"]


@pytest.fixture
def place():
    directory = make_directory()
    yield directory
    remove_directory(directory)


def machine_with(place, files, home=None, **control):
    """Joe's home holds `files`: texts, or nodes. Mary's has a file of instructions that deliver."""
    nodes = {"/": Node("directory"), "/homes": Node("directory"), "/homes/joe": home or Node("directory", UID, GID)}
    nodes["/homes/mary"] = Node("directory", OTHER, GID, 0o755)
    nodes["/homes/mary/.qmail"] = Node("file", OTHER, GID, 0o600, "#\n")
    for name, node in files.items():
        nodes[f"/homes/joe/{name}"] = node if isinstance(node, Node) else Node("file", UID, GID, 0o644, node)
    root = f"{place}/machine"
    joe = Account("joe", UID, GID, f"{root}/homes/joe")
    control = {"locals": ["l.test"], "defaultdelivery": "#\n", **control}
    return Machine(Setup(root, nodes, accounts=[joe, Account("alias", UID, GID, joe.home)], **control))


def ask(machine, user, domain="l.test"):
    """The answer, which must come in time."""
    words = [*machine.options, domain, user]
    return subprocess.run(words, capture_output=True, timeout=PATIENCE_SECS, check=False).returncode


HOSTILE_CONTROL = {"percenthack": ["p.test", "l.test"], "virtualdomains": [".v.test:joe-virtual", "v.test:joe"]}


def test_hostile_recipients_are_answered_as_qmail_would(place):
    """The model says what; and that there is an answer at all means no crash and no end of patience."""
    files = {".qmail": "#\n", ".qmail-x": Node("directory", UID, GID), ".qmail-x/y": "#\n", ".qmail-default": "&far@r.test\n"}
    machine = machine_with(place, files, **HOSTILE_CONTROL)
    for domain in DOMAINS:
        for user in USERS:
            want = machine.model.answer(domain, os.fsencode(user).decode("latin-1"))
            got = ask(machine, user, domain)
            assert got == want, f"{user!r} at {domain!r}: got {got}, want {want}\n{machine.explain(domain, user)[1]}"


OPEN = re.compile(r'open(?:\(|at2?\((AT_FDCWD|\d+)(?:<([^>]*)>)?, )"((?:[^"\\]|\\.)*)"\.*, ([A-Z_|]+).*\) = (-?\d+)')
SYSTEM_FILE = re.compile(r"/(etc/ld\.so|lib|usr/lib|proc/self/|sys/|dev/)")


def opened(machine, domain, user, trace):
    """The paths of all files that the helper opens, links not followed, and whether that succeeded. Descriptors of directories
    that nothing can be read through are left out."""
    watch = ["strace", "-f", "-y", "-s", "5000", "-e", "trace=open,openat,openat2", "-o", trace]
    subprocess.run([*watch, *machine.options, domain, user], capture_output=True, timeout=PATIENCE_SECS, check=False)
    found = set()
    for line in trace.read_text(errors="replace").splitlines():
        match = OPEN.search(line)
        assert match or "open" not in line, line
        if match and "O_PATH" not in match[4] and not SYSTEM_FILE.match(match[3]):
            found.add(os.path.join(match[2] or "/", match[3]))
    return found


def can_trace():
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


def test_nothing_but_control_files_and_the_home_is_opened(place):
    if not shutil.which("strace") or not can_trace():
        pytest.skip("strace can't watch programs here")
    machine = machine_with(place, {".qmail-x": Node("directory", UID, GID)}, **HOSTILE_CONTROL)
    homes = f"{machine.root}/homes"
    for user in USERS:
        for path in opened(machine, "l.test", user, place / "trace"):
            # No path leads up, so each is what it looks like.
            assert "/../" not in path and not path.endswith("/.."), (user, path)
            is_allowed = path.startswith((f"{machine.root}/control/", f"{homes}/joe/.qmail"))
            assert is_allowed, (user, path)


ROOT_ONLY = Node("file", 0 if IS_ROOT else UID, 0 if IS_ROOT else GID, 0o000 if not IS_ROOT else 0o600, "#\n")

HOMES = [
    # Label, files, the home itself, extension, answer.
    ("a canary of another user", {".qmail-c": ROOT_ONLY}, None, "-c", UNAVAILABLE),
    ("a link to a canary", {"canary": ROOT_ONLY, ".qmail-c": Node("link", content="canary")}, None, "-c", UNAVAILABLE),
    ("a pipe", {".qmail-c": Node("fifo", UID, GID, 0o644)}, None, "-c", INVALID),
    ("a pipe and a default", {".qmail-c": Node("fifo", UID, GID, 0o644), ".qmail-default": "#\n"}, None, "-c", VALID),
    ("a directory", {".qmail-c": Node("directory", UID, GID)}, None, "-c", INVALID),
    ("a link to itself", {".qmail-c": Node("link", content=".qmail-c")}, None, "-c", INVALID),
    ("a link to nothing", {".qmail-c": Node("link", content="/nonexistent/x")}, None, "-c", INVALID),
    ("an mbox that is a pipe", {".qmail-c": "./p\n", "p": Node("fifo", UID, GID, 0o644)}, None, "-c", UNAVAILABLE),
    ("a mailbox reached by a loop of links", {".qmail-c": "./p\n", "p": Node("link", content="p")}, None, "-c", UNAVAILABLE),
    ("a home nobody can enter", {}, Node("directory", UID, GID, 0o000), "", UNAVAILABLE),
    ("a home that can't be entered", {}, Node("directory", UID, GID, 0o600), "-c", UNAVAILABLE),
    ("a sticky home", {}, Node("directory", UID, GID, 0o1755), "", UNAVAILABLE),
    ("a home that others write", {}, Node("directory", UID, GID, 0o777), "", UNAVAILABLE),
    ("a linked home", {}, Node("link", content="mary"), "", VALID if not IS_ROOT else INVALID),
    ("a forward to itself", {".qmail-c": "&joe-c@l.test\n"}, None, "-c", INVALID),
    ("a circle", {".qmail-c": "joe-d@l.test\n", ".qmail-d": "joe-e@l.test\n", ".qmail-e": "&joe-c\n"}, None, "-c", CANT_SAY),
    ("a circle that closes", {".qmail-c": "joe-d@l.test\n", ".qmail-d": "joe-c@l.test\n"}, None, "-c", INVALID),
    ("a growing circle", {".qmail-default": "&joe-x%joe-y%l.test@l.test\n"}, None, "-c", INVALID),
    ("many forwards", {".qmail-c": "&far@r.test\n" * 50000}, None, "-c", CANT_SAY),
    ("a large file", {".qmail-c": "#" * 1024 * 1024 + "\n"}, None, "-c", CANT_SAY),
    ("a file of the most bytes", {".qmail-c": "#" * (1024 * 1024 - 1) + "\n"}, None, "-c", VALID),
    ("zero bytes", {".qmail-c": "#\n" + "\0" * 5000}, None, "-c", VALID),
    ("a zero byte first", {".qmail-c": "\0./Mailbox\n"}, None, "-c", UNAVAILABLE),
    ("a long mailbox name", {".qmail-c": "./" + "x" * 5000 + "\n"}, None, "-c", UNAVAILABLE),
    ("a long command", {".qmail-c": "|" + "x" * 100000 + "\n"}, None, "-c", UNAVAILABLE),
    ("open quotes", {".qmail-c": "|bouncesaying 'x\n"}, None, "-c", UNAVAILABLE),
]  # fmt: skip


@pytest.mark.parametrize("label, files, home, extension, want", HOMES, ids=[case[0] for case in HOMES])
def test_hostile_homes(place, label, files, home, extension, want):
    machine = machine_with(place, files, home)
    got, steps = machine.explain("l.test", "joe" + extension)
    assert got == want, f"{label}: got {got}, want {want}\n{steps[-3000:]}"


def test_a_device_is_no_file_of_instructions(place):
    if not IS_ROOT:
        pytest.skip("only root makes devices")
    machine = machine_with(place, {})
    os.mknod(f"{machine.root}/homes/joe/.qmail-zero", stat.S_IFCHR | 0o644, os.makedev(1, 5))
    assert ask(machine, "joe-zero") == INVALID


def test_forwards_that_multiply_come_to_an_end(place):
    """Each of 30 files forwards to all of the next ones: more paths than anybody could follow."""
    files = {
        f".qmail-{n}": "".join(f"&joe-{after}@l.test\n" for after in range(n + 1, 30)) + "&joe-nobody@l.test\n"
        for n in range(30)
    }
    assert ask(machine_with(place, files), "joe-0") == CANT_SAY


def test_a_hundred_forwards_are_followed_and_no_more(place):
    targets = "".join(f"&joe-no{n}@l.test\n" for n in range(98))
    machine = machine_with(place, {".qmail-99": targets + "&joe-ok@l.test\n", ".qmail-ok": "#\n",
                                   ".qmail-100": targets + "&joe-no@l.test\n&joe-ok@l.test\n"})  # fmt: skip
    assert ask(machine, "joe-99") == VALID
    assert ask(machine, "joe-100") == CANT_SAY


def test_a_control_file_that_waits_for_a_writer_is_an_error(place):
    machine = machine_with(place, {})
    os.unlink(f"{machine.root}/control/locals")
    os.mkfifo(f"{machine.root}/control/locals")
    got, said = machine.explain("l.test", "joe")
    assert got == CANT_SAY
    assert "control/locals: it is a pipe, socket or device" in said


@pytest.mark.parametrize("content", [b"", b"x", b"\xff" * 5000, b"\0" * 2048])
def test_a_damaged_users_cdb_says_nothing_of_anybody(place, content):
    machine = machine_with(place, {})
    with open(f"{machine.root}/control/users.cdb", "wb") as file:
        file.write(content)
    got, said = machine.explain("l.test", "joe")
    assert got == CANT_SAY
    assert "users.cdb" in said


@pytest.mark.parametrize("words", [[], ["l.test"], ["l.test", "joe", "x"], ["--no-such-option", "l.test", "joe"]])
def test_what_is_not_understood_is_none_of_the_answers(place, words):
    machine = machine_with(place, {})
    done = subprocess.run([machine.options[0], *words], capture_output=True, text=True, check=False)
    assert done.returncode == 100
    assert done.stderr.startswith("spamweir-qrv: ")
