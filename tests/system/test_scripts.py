"""The scripts: a purge with find alone, and converters for what other set-ups have.

Below conversions/, NAME.before is what a converter is given, NAME.after what it makes of it, NAME.errors what it says.
"""

import os
import pathlib
import subprocess

import pytest
from harness import servers
from harness.client import PATIENCE_SECS
from harness.graylist import Tree
from harness.paths import GRAYLIST_TOOL, PROJECT, SCRIPTS, SYSTEM_PATH
from harness.session import filtered

CONVERSIONS = pathlib.Path(__file__).parent / "conversions"
CONVERTERS = {
    "spamdyke4": ["convert-4x-configuration"],
    "badmailfrom": ["convert-qmail-lists", "badmailfrom"],
    "badrcptto": ["convert-qmail-lists", "badrcptto"],
    "tcp.smtp": ["convert-tcp-smtp"],
    "run": ["convert-tcp-smtp"],
}
ALIASES = [line.split("\t") for line in (PROJECT / "tests/data/aliases.tsv").read_text().splitlines()[1:]]
DAY = 86_400


def run(script, *words, text="", directory=None):
    """Exit status, standard output, standard error."""
    kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    done = subprocess.run(
        [SCRIPTS / script, *words],
        input=text.encode(),
        capture_output=True,
        cwd=directory,
        env={"PATH": SYSTEM_PATH, "SPAMWEIR_GRAYLIST": str(GRAYLIST_TOOL), **kept},
        timeout=PATIENCE_SECS,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def after(name):
    return (CONVERSIONS / f"{name}.after").read_bytes().decode()


# The converters of files.


@pytest.mark.parametrize("name", CONVERTERS)
def test_before_and_after(name):
    status, printed, errors = run(*CONVERTERS[name], f"{name}.before", directory=CONVERSIONS)
    assert printed == after(name)
    assert errors == (CONVERSIONS / f"{name}.errors").read_text()
    assert status == 1, "of each something can't be taken over"


@pytest.mark.parametrize("name", CONVERTERS)
def test_standard_input_is_the_same(name):
    text = (CONVERSIONS / f"{name}.before").read_bytes().decode()
    status, printed, errors = run(*CONVERTERS[name], text=text)
    assert (status, printed) == (1, after(name))
    assert len(errors.splitlines()) == len((CONVERSIONS / f"{name}.errors").read_text().splitlines())


@pytest.mark.parametrize("name", ["spamdyke4", "badmailfrom", "badrcptto"])
def test_what_was_converted_stays_as_it_is(name):
    assert run(*CONVERTERS[name], text=after(name)) == (0, after(name), "")


@pytest.mark.parametrize("script", ["convert-4x-configuration", "convert-tcp-smtp", "convert-qmail-lists badmailfrom"])
def test_files_and_words_that_are_refused(script, tmp_path):
    script, *words = script.split()
    (tmp_path / "a=b").write_text("# nothing\n")
    assert run(script, *words, tmp_path / "missing") == (1, "", f"{script}: {tmp_path}/missing can't be read\n")
    assert run(script, *words, tmp_path) == (1, "", f"{script}: {tmp_path} can't be read\n")
    assert run(script, *words, "a", "b") == (2, "", f"{script}: one FILE, not 2\n")
    assert run(script, *words, "a=b", directory=tmp_path)[::2] == (0, ""), "no variable of awk's"
    status, printed, error = run(script, "-x")
    assert (status, printed, error.startswith(f"{script}: ")) == (2, "", True)
    assert error.count("\n") == 1
    status, printed, error = run(script, "--help")
    assert (status, printed.startswith(f"Usage: {script} "), error) == (0, True, "")


@pytest.mark.parametrize(("old", "fate", "new"), ALIASES)
def test_every_old_name(old, fate, new):
    """The filter's own table is held to the same list by a unit test."""
    line = f"{old}=text" if fate in ("renamed", "refused", "ignored") else old
    want = {
        "renamed": (0, f"{new}=text\n"),
        "switched": (0, f"{new}\n"),
        "value": (0, f"{new}\n"),
        "refused": (1, f"# {line}\n"),
        "ignored": (1, f"# {line}\n"),
    }[fate]
    status, printed, errors = run("convert-4x-configuration", text=f"{line}\n")
    assert (status, printed) == want
    assert (f"standard input(1): {old}: this option is gone" in errors) == (fate in ("refused", "ignored"))


def test_the_filter_takes_the_new_configuration(tmp_path):
    """Without an ERROR and without a word about old names; the sender is the recipient, which was to be refused."""
    lines = [line for line in after("spamdyke4").splitlines() if not line.startswith(("tls-", "qmail-rcpthosts", "dns-black"))]
    with filtered(servers.scripted(tmp_path), tmp_path, ["dns-level=none", *lines]) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        session.client.ask("MAIL FROM:<x@example.com>")
        assert session.client.ask("RCPT TO:<x@example.com>") == "554 Not to yourself."
        session.client.ask("QUIT")
        session.wait()
        assert not [line for line in session.log() if line.startswith(("ERROR", "WARNING"))]


def answer(directory, lines, client="11.22.33.44", sender="a@b.test", recipient="x@example.com"):
    """The code that RCPT is answered."""
    place = directory / str(sum(1 for _ in directory.iterdir()))
    place.mkdir()
    with filtered(servers.scripted(place), place, lines, environment={"TCPREMOTEIP": client}) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        session.client.ask(f"MAIL FROM:<{sender}>")
        code = session.client.ask(f"RCPT TO:<{recipient}>")[:3]
        session.client.ask("QUIT")
        session.wait()
        assert not [line for line in session.log() if line.startswith(("ERROR", "WARNING"))]
        return code


def test_the_filter_does_what_the_lists_of_qmail_did(tmp_path):
    senders = [f"sender-blacklist-file={CONVERSIONS}/badmailfrom.after"]
    recipients = [f"recipient-blacklist-file={CONVERSIONS}/badrcptto.after"]
    for sender, code in (("x@spam.example", "554"), ("joe@bulk.example", "554"), ("jim@bulk.example", "250")):
        assert answer(tmp_path, senders, sender=sender) == code, sender
    for recipient, code in (("old@example.com", "554"), ("x@gone.example.com", "554"), ("older@example.com", "250")):
        assert answer(tmp_path, recipients, recipient=recipient) == code, recipient


@pytest.mark.parametrize(
    ("client", "recipient", "code"),
    [
        ("127.0.0.1", "x@far.test", "250"),
        ("192.168.1.15", "x@far.test", "250"),
        ("192.168.1.21", "x@far.test", "554"),
        ("192.168.1.21", "x@example.com", "250"),
        ("192.0.2.7", "x@example.com", "554"),
        ("198.51.100.2", "x@example.com", "554"),
        ("198.51.100.3", "x@example.com", "250"),
        ("203.0.113.9", "x@far.test", "250"),
        ("2001:db8:1::2", "x@example.com", "554"),
    ],
)
def test_the_filter_does_what_tcp_smtp_did(client, recipient, code, tmp_path):
    assert answer(tmp_path, ["relay-level=normal", *after("tcp.smtp").splitlines()], client=client, recipient=recipient) == code


def test_one_list_of_tcp_smtp_and_of_a_run_file():
    lists = {"relay": [], "blacklist": [], "whitelist": [], "dns-blacklist": [], "dns-whitelist": []}
    for kind, entries in lists.items():
        for name in ("tcp.smtp", "run"):
            _, printed, _ = run("convert-tcp-smtp", f"--list={kind}", CONVERSIONS / f"{name}.before")
            entries += printed.splitlines()
    everything = (after("tcp.smtp") + after("run")).splitlines()
    for kind, entries in lists.items():
        option = kind if kind.startswith("dns") else f"ip-{kind}"
        assert entries == [line.partition("=")[2] for line in everything if line.startswith(f"{option}-entry=")]
        assert entries
    assert run("convert-tcp-smtp", "--list=x")[0] == 2


def test_a_file_of_another_kind():
    status, printed, error = run("convert-tcp-smtp", text="root:x:0:0\nIt is prose.\n")
    assert (status, printed) == (1, "")
    assert error == "convert-tcp-smtp: standard input: no rule of tcprules and no rblsmtpd is in it\n"
    assert run("convert-tcp-smtp", text="\n# nothing\n") == (0, "", "")
    status, printed, error = run("convert-4x-configuration", text="It is prose.\n")
    assert (status, printed) == (1, "# It is prose.\n")
    assert "this is no option" in error
    assert run("convert-qmail-lists", "badhelo") == (
        2, "", "convert-qmail-lists: say which list it is, badmailfrom, badrcptto or badmailto, then FILE\n"
    )


# convert-graylist-directory


@pytest.fixture(name="flat")
def _flat(tmp_path):
    """Both forms side by side, and what is none."""
    files = {
        "joe@example.com/al@b.test": 3,
        "joe@example.com/Bo@B.test": 0,
        "joe@example.com/o'neil+xé@b.test": 1,
        "example.com/jim/al@b.test": 2,
        "joe@example.com/README": 9,
        "stray@b.test": 9,
        "a/b/c/deep@b.test": 9,
    }
    root = tmp_path / "flat"
    for name, days in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        then = path.stat().st_mtime - days * DAY
        os.utime(path, (then, then))
    return root


def test_flat_directories_become_a_tree(flat, tmp_path):
    tree = Tree(tmp_path)
    before = sorted((str(path), path.stat().st_mtime) for path in flat.rglob("*"))
    words = [flat, f"--dir={tree.path}"]
    told = "4 entries imported, 0 were there already, 0 are of domains without a directory\n"
    assert run("convert-graylist-directory", *words) == (0, told, "")
    entries = {"joe/b.test/al": 3, "joe/b.test/bo": 0, "joe/b.test/o_neil_x__": 1, "jim/b.test/al": 2}
    assert sorted(tree.files()) == sorted(f"example.com/{name}" for name in entries)
    now = (flat / "joe@example.com/Bo@B.test").stat().st_mtime
    for name, days in entries.items():
        assert abs(now - tree.entry(f"example.com/{name}").stat().st_mtime - days * DAY) < 5, name
    told = "0 entries imported, 4 were there already, 0 are of domains without a directory\n"
    assert run("convert-graylist-directory", *words) == (0, told, ""), "a second run changes nothing"
    assert sorted((str(path), path.stat().st_mtime) for path in flat.rglob("*")) == before
    assert tree.ask()[0] == "taken", "al has waited long enough"


def test_flat_directories_print_without_a_tree(flat):
    status, printed, errors = run("convert-graylist-directory", flat, "-n")
    assert (status, errors) == (0, "")
    first, *lines = printed.splitlines()
    assert first == "# spamweir-graylist 1"
    assert sorted(line.split("\t")[1:] for line in lines) == [
        ["waiting", "example.com", "jim", "b.test", "al"],
        ["waiting", "example.com", "joe", "b.test", "al"],
        ["waiting", "example.com", "joe", "b.test", "bo"],
        ["waiting", "example.com", "joe", "b.test", "o_neil_x__"],
    ]


def test_flat_directories_that_are_none(tmp_path):
    name = "convert-graylist-directory"
    assert run(name, tmp_path / "missing", "-n") == (2, "", f"{name}: {tmp_path}/missing is no directory\n")
    assert run(name, tmp_path, "-n")[::2] == (1, f"{name}: DIRECTORY holds no entry in either form\n")
    assert run(name)[0] == 2
    assert run(name, "--dir=x")[0] == 2


# graylist-purge


@pytest.fixture(name="tree")
def _tree(tmp_path):
    """Old and young entries, and what is none."""
    tree = Tree(tmp_path)
    for name in ("old", "young"):
        age = 41 * DAY if name == "old" else 39 * DAY
        tree.put(f"example.com/joe/b.test/{name}", age=age)
        tree.put(f"example.com/{name}/c.test/al", age=age)
        tree.put(f".clients/11.22.33.0/_none/{name}", age=age)
    tree.put("other.test/joe/b.test/al", age=41 * DAY)
    tree.put("readme", age=41 * DAY)
    (tree.path / "empty.test").mkdir()
    return tree


KEPT_FILES = [
    ".clients/11.22.33.0/_none/young", "example.com/joe/b.test/young", "example.com/young/c.test/al", "readme",
]
KEPT_DIRECTORIES = [
    ".clients", ".clients/11.22.33.0", ".clients/11.22.33.0/_none", "empty.test", "example.com", "example.com/joe",
    "example.com/joe/b.test", "example.com/young", "example.com/young/c.test", "other.test",
]
MINUTES = str(40 * 24 * 60)


def directories(tree):
    return sorted(str(path.relative_to(tree.path)) for path in tree.path.rglob("*") if path.is_dir() and not path.is_symlink())


def test_purge_removes_what_is_old_and_what_is_empty_then(tree):
    assert run("graylist-purge", MINUTES, tree.path) == (0, "", "")
    assert sorted(tree.files()) == KEPT_FILES
    assert directories(tree) == KEPT_DIRECTORIES
    assert run("graylist-purge", MINUTES, tree.path) == (0, "", "")
    assert sorted(tree.files()) == KEPT_FILES


def test_purge_does_what_the_program_does(tree):
    tree.tool("purge", f"--mins={MINUTES}")
    assert sorted(tree.files()) == KEPT_FILES
    assert directories(tree) == KEPT_DIRECTORIES


def test_purge_that_only_tells(tree):
    before = (tree.files(), directories(tree))
    status, printed, errors = run("graylist-purge", "-n", MINUTES, tree.path)
    assert (status, errors) == (0, "")
    old = [name for name in before[0] if name not in KEPT_FILES]
    assert sorted(printed.splitlines()) == sorted(f"{tree.path}/{name}" for name in old)
    assert (tree.files(), directories(tree)) == before


def test_purge_stays_in_the_tree(tree, tmp_path):
    outside = tmp_path / "outside"
    victim = outside / "a/b/c"
    victim.parent.mkdir(parents=True)
    (outside / "empty/empty").mkdir(parents=True)
    victim.touch()
    os.utime(victim, (0, 0))
    links = {"linked.test": outside, "example.com/joe/link.test": outside / "a", "example.com/joe/b.test/link": victim}
    for name, target in links.items():
        (tree.path / name).symlink_to(target)
        os.utime(tree.path / name, (0, 0), follow_symlinks=False)
    assert run("graylist-purge", MINUTES, tree.path) == (0, "", "")
    assert victim.exists()
    assert (outside / "empty/empty").exists()
    assert all((tree.path / name).is_symlink() for name in links)
    assert sorted(tree.files()) == KEPT_FILES


def test_purge_of_several_trees_with_names_of_any_kind(tmp_path):
    places = ["-delete", "with blank", "*", "link"]
    for name in places[:3]:
        (tmp_path / name).mkdir()
        Tree(tmp_path / name).put("example.com/joe/b.test/al", age=DAY)
    (tmp_path / "link").symlink_to("with blank/tree")
    status, _, error = run("graylist-purge", "60", "-delete/tree", "missing", "*/tree", "link", directory=tmp_path)
    assert (status, error) == (1, "graylist-purge: ./missing is no directory that can be entered\n")
    assert not [path for path in tmp_path.rglob("al") if path.is_file()]
    assert (tmp_path / "with blank/tree/example.com").is_dir(), "the domain's directory stays"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], "it must be written graylist-purge [-n] MINUTES DIRECTORY..."),
        (["60"], "it must be written graylist-purge [-n] MINUTES DIRECTORY..."),
        (["tree", "60"], "MINUTES must be a whole number, not tree"),
        (["-60", "tree"], "unknown option -60; --help lists all"),
        (["1.5", "tree"], "MINUTES must be a whole number, not 1.5"),
        (["", "tree"], "MINUTES must be a whole number, not "),
        # More than a hundred years: should it fail to refuse, nothing is lost.
        (["99999999", "/"], "/ is the root directory, not a graylist tree"),
        (["99999999", "//"], "// is the root directory, not a graylist tree"),
        (["99999999", "/tmp/.."], "/tmp/.. is the root directory, not a graylist tree"),
    ],
)
def test_purge_refuses(words, error):
    assert run("graylist-purge", *words) == (2, "", f"graylist-purge: {error}\n")
