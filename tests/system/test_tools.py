"""The small tools: what all of them share, and domain2path and domainsplit."""

import os
import pathlib
import shutil
import signal
import subprocess

import pytest
from harness import servers
from harness.client import PATIENCE_SECS, codes, mail
from harness.qmail_tree import make_directory, remove_directory
from harness.scripted_name_server import ScriptedNameServer
from harness.session import filtered
from harness.tools import TOOLS, environment, run

NOBODY = 65534


# What all of them share.


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["domain2path", "-x"], "domain2path: unknown option -x; --help lists all"),
        (["domain2path", "-d=x"], "domain2path: unknown option -d=x; --help lists all"),
        (["domainsplit"], "domainsplit: it must be written domainsplit DIRECTORY [FILE]"),
        (["domainsplit", "a", "b", "c"], "domainsplit: it must be written domainsplit DIRECTORY [FILE]"),
        (["timefilter", "--from"], "timefilter: --from needs a value"),
        (["timefilter", "--since=now"], "timefilter: unknown option --since; --help lists all"),
        (["dnsmx", "-s", "ns.test", "a.test"], "dnsmx: -s ns.test: this is no name server; allowed are ADDRESS, ADDRESS:PORT and "
         "[ADDRESS]:PORT"),
        (["dnsmx", "-t", "0", "a.test"], "dnsmx: -t 0: this must be 1 to 3600 seconds"),
        (["dnsmx", "-t", "3601", "a.test"], "dnsmx: -t 3601: this must be 1 to 3600 seconds"),
        (["spamweir-tools", "dnsxx"], "spamweir-tools: there is no tool dnsxx; --help lists them all"),
        (["spamweir-tools", "domainsplit"], "domainsplit: it must be written domainsplit DIRECTORY [FILE]"),
    ],
)
def test_a_command_line_that_is_not_understood(words, error):
    assert run(*words) == (2, "", error + "\n")


def test_help_is_for_each_tool_and_for_all():
    status, everything, _ = run("spamweir-tools", "--help")
    assert status == 0
    for line in everything.splitlines()[2:]:
        status, text, _ = run(line.split()[0], "--help")
        assert (status, text.splitlines()[0]) == (0, f"Usage: {line.strip()}")
    assert run("spamweir-tools")[:2] == (2, everything)


def test_a_tool_is_known_by_its_name_wherever_it_lies(tmp_path):
    (tmp_path / "dnsa").mkdir()
    link = tmp_path / "dnsa" / "domain2path"
    link.symlink_to(TOOLS / "spamweir-tools")
    done = subprocess.run([link, "a.test"], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout == "test/a/a/a.test\n"


@pytest.mark.parametrize("tool", ["domain2path", "timefilter"])
def test_nobody_reads_what_is_printed(tool):
    """It ends, as other programs do, and does not read on for ever."""
    for ignores, status in ((False, -signal.SIGPIPE), (True, 1)):
        process = subprocess.Popen(
            [TOOLS / tool], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment(), restore_signals=not ignores,
        )
        process.stdout.close()
        with pytest.raises(BrokenPipeError):
            for _ in range(1000):
                process.stdin.write(b"mail.example.com\n" * 2000)
        assert process.wait(PATIENCE_SECS) == status
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass


def test_a_full_disk():
    with open("/dev/full", "wb") as full:
        assert run("domain2path", "a.test", stdout=full) == (1, "", "domain2path: standard output can't be written\n")
        assert run("timefilter", text="x\n", stdout=full) == (1, "", "timefilter: standard output can't be written\n")
        assert run("timefilter", "--from=now", text="x\n", stdout=full) == (0, "", ""), "there is nothing to copy"
        assert run("timefilter", "--help", stdout=full) == (1, "", "timefilter: standard output can't be written\n")


def run_from(source, *command):
    """With standard input as a shell opens it for `<SOURCE`: exit status, standard output, standard error."""
    words = ["/bin/sh", "-c", f'exec "$@" <{source}', "sh", *command]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=PATIENCE_SECS, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("command", "printed", "status"),
    [
        (["domain2path"], "", 1),
        (["domainsplit", "tree"], "", 1),
        (["timefilter"], "", 1),
        (["timefilter", "--from=now"], "", 1),
        (["dnsa", "-s", "127.0.0.1:9"], "", 2),
        (["dnsptr", "-s", "127.0.0.1:9"], "", 2),
        (["spamweir-graylist", "--dir=tree", "import"],
         "0 entries imported, 0 were there already, 0 are of domains without a directory\n", 1),
    ],
)
def test_a_standard_input_that_cant_be_read(command, printed, status, tmp_path):
    """It is no empty one."""
    tool, *words = [word.replace("tree", f"{tmp_path}/tree") for word in command]
    for source, why in (("/", "Is a directory"), ("&-", "Bad file descriptor")):
        error = f"{tool}: standard input: can't be read ({why})\n"
        assert run_from(source, TOOLS / tool, *words) == (status, printed, error)


def test_a_file_that_cant_be_read_on(tmp_path):
    """Of one's own memory nobody reads the first byte."""
    (tmp_path / "log").write_text("x\n")
    why = "/proc/self/mem: can't be read (Input/output error)\n"
    assert run("timefilter", "/proc/self/mem", tmp_path / "log") == (1, "x\n", f"timefilter: {why}")
    assert run("domainsplit", tmp_path / "tree", "/proc/self/mem") == (1, "", f"domainsplit: {why}")


# domain2path


@pytest.mark.parametrize(
    ("names", "paths", "directories"),
    [
        (["mail.b.example.com"], ["com/e/example/b/mail.b.example.com"], ["com/e/example/b"]),
        (["example.com", "A.test."], ["com/e/example/example.com", "test/a/a/a.test"], ["com/e/example", "test/a/a"]),
        (["x.y.z.a_b.c-d"], ["c-d/a/a_b/z/x.y.z.a_b.c-d"], ["c-d/a/a_b/z"]),
    ],
)
def test_domain2path(names, paths, directories):
    lines = "\r\n \n".join(f" {name}\t" for name in names)
    for words, want in (([], paths), (["-d"], directories)):
        printed = "".join(f"{path}\n" for path in want)
        assert run("domain2path", *words, *names) == (0, printed, "")
        assert run("domain2path", *words, text=lines) == (0, printed, "")


def test_domain2path_of_what_is_no_name():
    bad = ["com", "", "..", "../../etc/passwd", "a..b.test", "a/b.test", "ä.test", "a." * 127 + "test", "*.test"]
    status, printed, errors = run("domain2path", *bad, "a.test")
    assert (status, printed) == (1, "test/a/a/a.test\n")
    why = "this makes no path; a name has two labels or more, of letters, digits, - and _"
    assert errors == "".join(f"domain2path: {name.encode().decode('latin-1')}: {why}\n" for name in bad)


# domainsplit

LIST = """\
# pools
dialup.example.net
  .pool.example.ORG  \r

mail.b.example.com
dialup.example.net.
"""
FILES = ["com/e/example/b/mail.b.example.com", "net/e/example/dialup/dialup.example.net", "org/e/example/pool/pool.example.org"]


def tree(directory):
    """Path, size, inode and time of each file."""
    found = {}
    for path in sorted(pathlib.Path(directory).rglob("*")):
        facts = path.stat()
        if path.is_file():
            found[str(path.relative_to(directory))] = (facts.st_size, facts.st_ino, facts.st_mtime_ns)
    return found


def test_domainsplit_makes_the_same_tree_each_time(tmp_path):
    source = tmp_path / "names"
    source.write_text(LIST)
    directory = tmp_path / "new" / "tree"
    assert run("domainsplit", directory, source) == (0, "", "")
    before = tree(directory)
    assert list(before) == FILES
    assert {size for size, _, _ in before.values()} == {0}
    (directory / FILES[0]).write_text("kept")
    assert run("domainsplit", directory, text=LIST) == (0, "", "")
    assert tree(directory).keys() == before.keys()
    assert (directory / FILES[0]).read_text() == "kept"
    assert run("domainsplit", directory, text="other.test") == (0, "", "")
    assert list(tree(directory)) == [*FILES, "test/o/other/other.test"]


def test_domainsplit_makes_what_domain2path_says(tmp_path):
    names = "".join(f"{a}.{b}.example{c}.test\n" for a in "abc" for b in ("x", "yy") for c in "123")
    assert run("domainsplit", tmp_path / "tree", text=names) == (0, "", "")
    assert sorted(run("domain2path", text=names)[1].split()) == list(tree(tmp_path / "tree"))


def test_domainsplit_passes_over_what_is_no_name(tmp_path):
    status, _, errors = run("domainsplit", tmp_path / "tree", text="a.test\n../../x.test\n\n/b.*/\nb.test\n")
    assert status == 1
    assert list(tree(tmp_path)) == ["tree/test/a/a/a.test", "tree/test/b/b/b.test"]
    assert [line[: line.index(": this makes no path")] for line in errors.splitlines()] == [
        "domainsplit: standard input(2): ../../x.test",
        "domainsplit: standard input(4): /b.*/",
    ]


def test_domainsplit_without_its_means(tmp_path):
    (tmp_path / "file").write_text("")
    status, _, error = run("domainsplit", tmp_path / "file", text="a.test\n")
    assert (status, error) == (1, f"domainsplit: {tmp_path}/file: can't be made (File exists)\n")
    status, _, error = run("domainsplit", tmp_path / "tree", tmp_path / "missing")
    assert (status, error) == (1, f"domainsplit: {tmp_path}/missing: can't be read (No such file or directory)\n")
    status, _, error = run("domainsplit", tmp_path / "tree", tmp_path)
    assert (status, error) == (1, f"domainsplit: {tmp_path}: can't be read (it is a directory, not a file)\n")
    (tmp_path / "tree/test/b/b/b.test").mkdir(parents=True)
    status, _, error = run("domainsplit", tmp_path / "tree", text="b.test\na.test\n")
    path = f"{tmp_path}/tree/test/b/b/b.test"
    assert (status, error) == (1, f"domainsplit: standard input(1): b.test: can't make {path} (File exists)\n")


def test_domainsplit_in_a_directory_that_it_may_not_write():
    place = make_directory()
    try:
        shutil.copy(TOOLS / "spamweir-tools", place / "domainsplit")
        (place / "tree").mkdir(mode=0o555)
        user = {"user": NOBODY} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [place / "domainsplit", place / "tree"], input="a.test\nb.test\n", capture_output=True, text=True,
            env=environment(), check=False, **user,
        )
        want = f"domainsplit: standard input(1): a.test: can't make {place}/tree/test/a/a/a.test (Permission denied)\n"
        assert (done.returncode, done.stderr) == (1, want)
    finally:
        remove_directory(place)


def test_the_filter_refuses_who_is_in_a_tree_of_domainsplit(tmp_path):
    assert run("domainsplit", tmp_path / "tree", text=".dialup.example.net\n")[0] == 0
    answers = {}
    for name in ("host7.dialup.example.net", "dialup.example.net", "mail.example.net"):
        records = [("44.33.22.11.in-addr.arpa", "PTR", name), (name, "A", "11.22.33.44")]
        place = tmp_path / name
        place.mkdir()
        with ScriptedNameServer(records) as dns:
            lines = [f"dns-server-ip={dns.option}", f"rdns-blacklist-dir={tmp_path}/tree"]
            with filtered(servers.scripted(place), place, lines) as session:
                session.client.read_reply()
                session.client.ask("EHLO c")
                answers[name] = codes(mail(session.client, ["x@example.com"], b"Subject: x\r\n\r\nhi\r\n"))[1]
                session.client.ask("QUIT")
                session.wait()
                assert any("DENIED_BLACKLIST_NAME" in line for line in session.log()) == (answers[name] == "554")
    assert answers == {"host7.dialup.example.net": "554", "dialup.example.net": "554", "mail.example.net": "250"}
