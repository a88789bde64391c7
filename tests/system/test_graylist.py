"""The graylist tree step by step, with a fault at each system call, and as the tool shows and changes it."""

import errno
import json
import os
import subprocess
import time

import pytest
from harness import servers
from harness.client import PATIENCE_SECS
from harness.graylist import CRON, ENTRY, LINE, Tree
from harness.paths import GRAYLIST_TOOL, IS_SANITIZED, TREE_FAULTS
from harness.session import filtered


def find(*words):
    return subprocess.run(["find", *map(str, words)], capture_output=True, text=True, check=True).stdout.split()


# The tree, step by step.


def check_documented_tree(tree):
    assert find(tree.path, "-type", "f") == [str(tree.entry())]
    assert find(tree.path, "-mindepth", "2", "-type", "d", "!", "-perm", "0700") == []
    assert find(tree.path, "-type", "f", "!", "-perm", "0600") == []


def test_first_sight_waiting_passing_and_cron(tmp_path):
    tree = Tree(tmp_path)
    assert tree.ask() == ("wait", [])
    check_documented_tree(tree)
    assert tree.files() == {ENTRY: ""}
    assert tree.ask() == ("wait", [])
    tree.age(ENTRY, 301)
    assert tree.ask() == ("taken", [])
    assert tree.ask() == ("taken", [])
    check_documented_tree(tree)
    assert tree.files() == {ENTRY: LINE}
    assert time.time() - tree.entry().stat().st_mtime < 60
    tree.age(ENTRY, 3600)
    subprocess.run(CRON.format(tree.path, 59), shell=True, check=True)
    assert tree.files() == {}
    assert tree.ask() == ("wait", [])
    assert tree.files() == {ENTRY: ""}


# A fault at each system call in turn.


def nothing_yet(_tree):
    pass


def recipient_known(tree):
    tree.put("example.com/joe/other.test/x")


def waiting(tree):
    tree.put(ENTRY)


def waited(tree):
    tree.put(ENTRY, age=301)


def passed(tree):
    tree.put(ENTRY, LINE)


def passed_for_another(tree):
    tree.put(ENTRY, "99.1.1.1 x\n")


def too_old(tree):
    tree.put(ENTRY, LINE, age=100_000)


def old_layout(tree):
    tree.put("example.com/joe/al@b.test", LINE)


KNOWN = "--graylist-known-client-secs=1000"
SCENARIOS = {
    "first sight": (None, nothing_yet, [], "wait"),
    "first sight of a sender": ("example.com", recipient_known, [], "wait"),
    "waiting": ("example.com", waiting, [], "wait"),
    "passing": ("example.com", waited, [], "taken"),
    "passing again": ("example.com", passed, [], "taken"),
    "passing for another client": ("example.com", passed_for_another, [], "taken"),
    "expiry": ("example.com", too_old, [], "wait"),
    "old layout": ("example.com", old_layout, [], "taken"),
    "becoming known": ("example.com", waited, [KNOWN], "taken"),
    "not kept": ("other.test", nothing_yet, ["--graylist-level=always"], "taken"),
}
FAULTS = [errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.EACCES, errno.EROFS, errno.ENOTDIR]
HALF_WRITTEN = ("", LINE, "99.1.1.1 x\n", "99.1.1.1 x\n" + LINE)


def ask_with_fault(scenario, directory, at, fault):
    """The tree, the answer, the log and the calls that counted."""
    domain, prepare, options, _ = SCENARIOS[scenario]
    directory.mkdir()
    tree = Tree(directory, domain)
    prepare(tree)
    calls = directory / "calls"
    environment = {
        "LD_PRELOAD": str(TREE_FAULTS),
        "TREE_FAULTS_ROOT": str(tree.path),
        "TREE_FAULTS_AT": str(at),
        "TREE_FAULTS_ERRNO": str(fault),
        "TREE_FAULTS_LOG": str(calls),
    }
    options = ["--graylist-level=always-create-dir", "--graylist-max-secs=90000", *options]
    answer, log = tree.ask(*options, environment=environment)
    return tree, answer, log, calls.read_text().split()


@pytest.mark.skipif(IS_SANITIZED, reason="the sanitizer must be the first that is preloaded")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_fault_at_each_system_call(scenario, tmp_path):
    _, answer, log, calls = ask_with_fault(scenario, tmp_path / "0", 0, 0)
    assert (answer, log) == (SCENARIOS[scenario][3], [])
    for at, call in enumerate(calls, 1):
        for fault in FAULTS:
            where = f"{call}, call {at} of {len(calls)}, {os.strerror(fault)}"
            tree, answer, log, _ = ask_with_fault(scenario, tmp_path / f"{at}-{fault}", at, fault)
            assert answer == "taken", where
            assert len(log) == 1 and "ERROR: Unable to " in log[0], f"{where}: {log}"
            assert str(tree.path) in log[0] and os.strerror(fault) in log[0], f"{where}: {log}"
            assert all(content in HALF_WRITTEN for content in tree.files().values()), where


def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    """A real one, where we may make it: the error comes from the file system itself."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=4", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        tree = Tree(disk, beside=tmp_path)
        answer, log = tree.ask()
        assert answer == "taken"
        assert len(log) == 1 and "No space left on device" in log[0] and "free space" in log[0]
        assert tree.files() == {}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# The tool.


def test_tool_add_show_list_remove(tmp_path):
    tree = Tree(tmp_path)
    tree.tool("add", "Al@B.test", "joe@example.com")
    assert tree.files() == {ENTRY: ""}
    tree.tool("add", "<>", "joe@example.com", "--passed", "--client=11.22.33.44")
    assert tree.files()["example.com/joe/_none/_none"] == "11.22.33.44 (unknown)\n"
    listed = [json.loads(line) for line in tree.tool("--json", "list").splitlines()]
    assert sorted((entry["state"], entry["sender"]) for entry in listed) == [("passed", "<>"), ("waiting", "al@b.test")]
    shown = json.loads(tree.tool("--json", "show", "<>", "joe@example.com"))
    assert shown["clients"] == ["11.22.33.44 (unknown)"]
    assert "al@b.test" in tree.tool("list", "example.com")
    assert "al@b.test" not in tree.tool("list", "other.test")
    stats = json.loads(tree.tool("--json", "stats"))
    assert (stats["waiting"], stats["passed"], stats["known_clients"]) == (1, 1, 0)
    tree.tool("remove", "al@b.test", "joe@example.com")
    assert "no such entry" in tree.tool("remove", "al@b.test", "joe@example.com", status=1)
    assert "no such entry" in tree.tool("show", "al@b.test", "joe@example.com", status=1)


def snapshot(tree):
    """Name, type, size, time and content of everything in the tree."""
    seen = {}
    for path in [tree.path, *tree.path.rglob("*")]:
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else None
        seen[str(path)] = (status.st_ino, status.st_mode, status.st_mtime_ns, status.st_ctime_ns, content)
    return seen


def test_tool_reading_changes_nothing(tmp_path):
    """Entries of the old layout are shown, and stay where they are."""
    tree = Tree(tmp_path)
    tree.put("example.com/joe/al@b.test", LINE, age=5000)
    tree.put("example.com/joe/bo@b.test", age=400)
    tree.put("example.com/joe/c.test/x", LINE, age=300)
    tree.put("example.com/jim/both@b.test", LINE, age=200)
    tree.put("example.com/jim/b.test/both", age=100)
    before = snapshot(tree)
    senders = ["al@b.test", "bo@b.test", "both@b.test", "both@b.test", "x@c.test"]
    listed = [json.loads(line) for line in tree.tool("--json", "list").splitlines()]
    assert sorted(entry["sender"] for entry in listed) == senders
    stats = json.loads(tree.tool("--json", "stats"))
    assert (stats["waiting"], stats["passed"]) == (2, 3)
    for sender, recipient, name, passed in [
        ("al@b.test", "joe@example.com", "example.com/joe/al@b.test", True),
        ("bo@b.test", "joe@example.com", "example.com/joe/bo@b.test", False),
        ("x@c.test", "joe@example.com", "example.com/joe/c.test/x", True),
        ("both@b.test", "jim@example.com", "example.com/jim/b.test/both", False),
    ]:
        shown = json.loads(tree.tool("--json", "show", sender, recipient))
        assert shown["path"] == str(tree.entry(name))
        assert shown["since"] == int(tree.entry(name).stat().st_mtime)
        assert shown["clients"] == ([LINE.strip()] if passed else [])
    assert "no such entry" in tree.tool("show", "no@b.test", "joe@example.com", status=1)
    rows = [row.split("\t") for row in tree.tool("export").splitlines() if not row.startswith("#")]
    assert sorted(f"{row[5]}@{row[4]}" for row in rows) == senders
    al = next(row for row in rows if row[5] == "al")
    assert al[1:] == ["passed", "example.com", "joe", "b.test", "al", LINE.strip()]
    assert snapshot(tree) == before


def test_tool_removes_what_it_shows(tmp_path):
    tree = Tree(tmp_path)
    tree.put("example.com/joe/al@b.test", LINE)
    tree.tool("show", "al@b.test", "joe@example.com")
    tree.tool("remove", "al@b.test", "joe@example.com")
    assert tree.files() == {}


def test_tool_makes_domains_only_if_asked(tmp_path):
    tree = Tree(tmp_path)
    assert "--create-dir" in tree.tool("add", "a@b.test", "joe@new.test", status=1)
    tree.tool("add", "a@b.test", "joe@new.test", "--create-dir")
    assert tree.files() == {"new.test/joe/b.test/a": ""}


@pytest.mark.parametrize("level", ["always", "only", "always-create-dir", "only-create-dir"])
def test_tool_makes_domains_where_the_filter_does(level, tmp_path):
    made, tree = level.endswith("-create-dir"), Tree(tmp_path, None)
    words = [f"--graylist-level={level}", "add", "--passed", "al@b.test", "joe@example.com"]
    assert ("--create-dir" in tree.tool(*words, status=not made)) != made
    line = "17\twaiting\tnew.test\tjoe\tb.test\tal\n"
    assert tree.tool(words[0], "import", text=line).startswith(f"{int(made)} entries imported, ")
    assert list(tree.files()) == ([ENTRY, "new.test/joe/b.test/al"] if made else [])


def test_tool_added_entries_count(tmp_path):
    tree = Tree(tmp_path)
    tree.tool("add", "al@b.test", "joe@example.com", "--passed")
    assert tree.ask() == ("taken", [])


def test_tool_reads_the_configuration(tmp_path):
    tree = Tree(tmp_path)
    conf = tmp_path / "spamweir.conf"
    conf.write_text(
        f"graylist-dir={tree.path}\ngraylist-max-secs=100\ngraylist-key=client-sender-recipient\nmax-recipients=5\n"
    )
    words = ["-f", str(conf)]
    assert "--client" in tree.tool(*words, "add", "al@b.test", "joe@example.com", status=1)
    tree.tool(*words, "--client=::1", "add", "al@b.test", "joe@example.com")
    assert tree.files() == {ENTRY + ",::1": ""}
    tree.age(ENTRY + ",::1", 101)
    assert "1 of 1" in tree.tool(*words, "purge")
    assert "graylist-max-secs" in tree.tool("purge", status=1)


def test_tool_options_win_over_the_file(tmp_path):
    tree = Tree(tmp_path)
    (tmp_path / "other").mkdir()
    other = Tree(tmp_path / "other")
    conf = tmp_path / "spamweir.conf"
    conf.write_text(f"graylist-dir={other.path}\ngraylist-max-secs=100000\n")
    for words in (
        ["--graylist-max-secs=100", "-f", conf, "purge"],
        ["purge", "-f", conf, "--graylist-max-secs=100"],
    ):
        entry = other.put(ENTRY, age=101)
        result = subprocess.run([GRAYLIST_TOOL, *words], capture_output=True, text=True, check=True)
        assert "1 of 1" in result.stdout and not entry.exists()
    for words in (["-f", conf], [f"--graylist-dir={tree.path}", "-f", conf], ["-f", conf, f"--dir={tree.path}"]):
        add = ["add", "al@b.test", "joe@example.com"]
        subprocess.run([GRAYLIST_TOOL, *words, *add], check=True)
        used, unused = (tree, other) if len(words) > 2 else (other, tree)
        assert (used.files(), unused.files()) == ({ENTRY: ""}, {})
        used.entry().unlink()


def test_tool_purge_does_what_the_cron_line_does(tmp_path):
    trees = []
    for name in ("find", "purge"):
        (tmp_path / name).mkdir()
        trees.append(Tree(tmp_path / name))
    for tree in trees:
        for number in range(300):
            tree.put(f"example.com/u{number % 7}/d{number % 11}.test/s{number}", LINE * (number % 2), age=30 * number + 7)
        tree.put("example.com/u1/old@layout.test", age=9000)
        tree.put(".clients/1.2.3.0-24/_none/_none", age=9000)
        (tree.path / "alias.test").symlink_to("example.com")
    subprocess.run(CRON.format(trees[0].path, 50), shell=True, check=True)
    trees[1].tool("purge", "--mins=50")
    assert trees[0].files() == trees[1].files() != {}
    assert find(trees[1].path, "-mindepth", "2", "-type", "d", "-empty") == []
    assert sorted(path.name for path in trees[1].path.iterdir()) == [".clients", "alias.test", "example.com"]


def test_tool_export_comes_back(tmp_path):
    tree = Tree(tmp_path)
    tree.put(ENTRY, LINE, age=5000)
    tree.put("example.com/joe/_none/_none", age=70)
    tree.put("example.com/joe/c.test/x,2001:db8::-64", "99.1.1.1 a\\\\x0ab\n98.1.1.1 (unknown)\n", age=80)
    tree.put(".clients/1.2.3.0-24/_none/_none", age=90)
    text = tree.tool("export")
    (tmp_path / "copy").mkdir()
    copy = Tree(tmp_path / "copy", None)
    assert copy.tool("import", text=text).startswith("1 entries imported, 0 were there already, 3 ")
    counts = json.loads(copy.tool("--json", "import", "--create-dir", text=text))
    assert counts == {"imported": 3, "there_already": 1, "without_directory": 0}
    assert copy.files() == tree.files()
    assert sorted(copy.tool("export").splitlines()) == sorted(text.splitlines())


def test_tool_import_names_bad_lines(tmp_path):
    tree = Tree(tmp_path)
    text = "17\twaiting\texample.com\tjoe\tb.test\tal\n17\twaiting\t..\t..\t..\tx\nrubbish\n"
    errors = tree.tool("import", text=text, status=1)
    assert "line 2 is no entry" in errors and "line 3 is no entry" in errors
    assert list(tree.files()) == [ENTRY]
    assert list(tmp_path.iterdir()) == [tree.path]


def test_tool_imports_postgrey(tmp_path):
    tree = Tree(tmp_path)
    dump = (
        "VERSION=3\nformat=print\ntype=btree\nHEADER=END\n"
        " 11.22.33.0/al@b.test/joe@example.com\n 1000,2000\n 11.22.33.0//joe@example.com\n 3000,3000\nDATA=END\n"
    )
    tree.tool("import", "postgrey", text=dump)
    assert tree.files() == {ENTRY: "11.22.33.0 (unknown)\n", "example.com/joe/_none/_none": ""}
    assert tree.entry().stat().st_mtime == 2000


def test_tool_help_and_mistakes(tmp_path):
    tree = Tree(tmp_path)
    for command in ("list", "show", "stats", "purge", "add", "remove", "import", "export"):
        assert command in tree.tool("--help")
        assert f"Usage: spamweir-graylist [OPTIONS] {command}" in tree.tool(command, "--help")
    assert "unknown command" in tree.tool("lits", status=2)
    assert "not documented" in tree.tool("import", "bley", status=1)


def ask_beside(tool, probers, sender):
    """All answers until the tool has ended, and whether a whole round was asked and answered before."""
    answers, overlapped = [], False
    while tool.poll() is None:
        for prober in probers:
            prober.send(sender)
        answers += [prober.read() for prober in probers]
        overlapped = overlapped or tool.poll() is None
    assert tool.returncode == 0
    return answers, overlapped


def test_tool_beside_live_sessions(tmp_path):
    """Purging what is used at the same moment costs nobody more than the entry."""
    tree = Tree(tmp_path)
    probers = [tree.prober() for _ in range(8)]
    for prober in probers:
        prober.await_greeting()
    for words in (["list"], ["stats"], ["export"], ["show", "s@b.test", "joe@example.com"], ["purge", "--mins=0"]):
        tree.tool("add", "s@b.test", "joe@example.com")
        give_up = time.monotonic() + PATIENCE_SECS
        overlapped = False
        while not overlapped:
            assert time.monotonic() < give_up, words
            answers, overlapped = ask_beside(tree.start_tool(*words), probers, "s@b.test")
            assert set(answers) <= {"wait"}
    assert [prober.finish() for prober in probers] == [[]] * 8


# Through the filter.


def rcpt(tmp_path, tree, lines=(), recipient="joe@example.com"):
    """The reply to RCPT in a session of its own."""
    options = [f"graylist-dir={tree.path}", "graylist-level=always-create-dir", "graylist-min-secs=300", *lines]
    with filtered(servers.scripted(tmp_path), tmp_path, options) as session:
        client = session.client
        client.read_reply()
        client.ask("EHLO c")
        client.ask("MAIL FROM:<al@b.test>")
        reply = client.ask(f"RCPT TO:<{recipient}>")
        client.ask("QUIT")
        session.wait()
        return reply, session.log()


def test_filter_first_second_third_try(tmp_path):
    tree = Tree(tmp_path, None)
    reply, log = rcpt(tmp_path, tree)
    assert reply == "421 Your address has been graylisted. Try again later."
    assert any(line.startswith("DENIED_GRAYLISTED from: al@b.test to: joe@example.com ") for line in log)
    check_documented_tree(tree)
    tree.age(ENTRY, 301)
    for _ in range(2):
        reply, log = rcpt(tmp_path, tree)
        assert reply[:3] == "250"
        assert not any("ERROR" in line for line in log)
    assert tree.files() == {ENTRY: LINE}
    tree.age(ENTRY, 3600)
    subprocess.run(CRON.format(tree.path, 59), shell=True, check=True)
    assert rcpt(tmp_path, tree)[0][:3] == "421"


def test_filter_takes_mail_while_the_tree_is_broken(tmp_path):
    tree = Tree(tmp_path, None)
    (tree.path / "example.com").write_text("a file in the place of a directory")
    reply, log = rcpt(tmp_path, tree)
    assert reply[:3] == "250"
    assert [line for line in log if "ERROR" in line and str(tree.path) in line]
