"""The small tools: domain2path, domainsplit, timefilter and the dns family, each as a program of its own."""

import calendar
import datetime
import os
import pathlib
import shutil
import signal
import subprocess

import pytest
from harness import servers
from harness.client import PATIENCE_SECS, codes, mail
from harness.paths import BUILD, SYSTEM_PATH
from harness.qmail_tree import make_directory, remove_directory
from harness.scripted_name_server import Behaviour, ScriptedNameServer
from harness.session import filtered

TOOLS = BUILD / "bin"
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
NOBODY = 65534


def environment(zone):
    kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    return {"PATH": SYSTEM_PATH, "TZ": zone, **kept}


def run(tool, *words, text="", zone="UTC0", **more):
    """Exit status, standard output, standard error."""
    command = [TOOLS / tool, *words]
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    data = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run(command, input=data, env=environment(zone), timeout=PATIENCE_SECS, check=False, **more)
    return done.returncode, (done.stdout or b"").decode("latin-1"), done.stderr.decode("latin-1")


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
    done = subprocess.run([link, "a.test"], env=environment("UTC0"), capture_output=True, text=True, check=True)
    assert done.stdout == "test/a/a/a.test\n"


@pytest.mark.parametrize("tool", ["domain2path", "timefilter"])
def test_nobody_reads_what_is_printed(tool):
    """It ends, as other programs do, and does not read on for ever."""
    for ignores, status in ((False, -signal.SIGPIPE), (True, 1)):
        process = subprocess.Popen(
            [TOOLS / tool], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment("UTC0"), restore_signals=not ignores,
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
            env=environment("UTC0"), check=False, **user,
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


# timefilter


def kept(lines, *words, zone="UTC0"):
    """The numbers of the lines that come through, from 0."""
    lines = [f"{line} {number}" if line else f"  {number}" for number, line in enumerate(lines)]
    status, printed, errors = run("timefilter", *words, text="".join(f"{line}\n" for line in lines), zone=zone)
    assert (status, errors) == (0, "")
    assert set(printed.splitlines()) <= set(lines)
    return [int(line.split()[-1]) for line in printed.splitlines()]


def tai64n(text):
    moment = calendar.timegm(datetime.datetime.fromisoformat(text).timetuple())
    return f"@{moment + 2**62 + 10:016x}{500_000_000:08x}"


@pytest.mark.parametrize(
    ("words", "want"),
    [
        (["--from=2026-10-25 02:30"], [1, 2, 3, 4, 5, 6, 7]),
        (["--from=2026-10-25T02:30:00+01:00"], [5, 6, 7]),
        (["--to=2026-10-25T00:59:59Z"], [0, 1, 2, 3]),
        (["--from=2026-10-25 03:00"], [6, 7]),
        (["--from=2026-10-25", "--to=2026-10-25"], [0, 1, 2, 3, 4, 5, 6]),
        (["--from=2026-10-26"], [7]),
        (["--to=2026-10-24"], []),
        ([f"--from={tai64n('2026-10-25 00:30:01')}", "--to", "2026-10-25 02:59:59+01:00"], [3, 4, 5]),
    ],
)
def test_the_night_in_which_an_hour_comes_twice(words, want):
    """In Berlin; each line is half an hour or so after the one before, in whatever form."""
    lines = [
        "2026-10-24T22:00:00Z",
        "2026-10-25T02:30:00+02:00",
        tai64n("2026-10-25 00:30:00"),
        "2026-10-25T02:59:59.999999+0200",
        "2026-10-25T01:00:00Z",
        tai64n("2026-10-25 01:30:00"),
        "2026-10-25 03:00:00",
        "2026-10-26 00:00:00",
    ]
    assert kept(lines, *words, zone=BERLIN) == want


def test_the_night_in_which_an_hour_is_left_out():
    lines = ["2026-03-29 01:59:59", "2026-03-29T01:00:00Z", "2026-03-29 03:00:01", "2026-03-29T01:30:00Z"]
    assert kept(lines, "--from=2026-03-29 02:00", zone=BERLIN) == [1, 2, 3]
    assert kept(lines, "--to=2026-03-29 01:59", zone=BERLIN) == [0]


def test_a_leap_day():
    lines = ["2024-02-28 23:59:59", "2024-02-29 00:00:00", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59-01:00"]
    assert kept(lines, "--from=2024-02-29", "--to=2024-02-29") == [1, 2]
    assert kept(["2025-02-29 12:00:00"], "--from=2000-01-01") == [], "there is no such day"


def syslog_time(moment):
    return moment.strftime("%b %e %H:%M:%S")


def test_syslog_times_lie_within_the_last_year():
    """Their year is not written down: what would be in the future is of the year before."""
    now = datetime.datetime.now(datetime.timezone.utc)
    ages = [360, 200, 40, 2]
    lines = [syslog_time(now - datetime.timedelta(days=age)) for age in ages]
    assert kept(lines, "--from=300 days ago") == [1, 2, 3]
    assert kept(lines, "--from=41 days ago", "--to=3 days ago") == [2]
    assert kept(lines, "--to=201 days ago") == [0]
    year = now.year if now.month > 2 else now.year - 1
    while not calendar.isleap(year):
        year -= 1
    if (now.month, now.day) != (2, 29):
        assert kept(["Feb 29 12:00:00"], f"--from={year}-02-29", f"--to={year}-02-29") == [0]


def test_human_words():
    """Relative to a day that must not end meanwhile."""
    today = None
    while today != (now := datetime.datetime.now(datetime.timezone.utc)).date():
        today = now.date()
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
        lines = [(noon - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ") for days in (3, 2, 1)]
        weekday = (noon - datetime.timedelta(days=2)).strftime("%A").lower()
        day = (noon - datetime.timedelta(days=2)).strftime("%b %d")
        got = [
            kept(lines, "--from=yesterday"),
            kept(lines, "--from=yesterday 12:00", "--to=yesterday 12:00"),
            kept(lines, "--from=yesterday 12:01"),
            kept(lines, f"--from={weekday}", "--to=now"),
            kept(lines, f"--from={day}", f"--to={day} 12:00:00"),
            kept(lines, "--from=4 days ago", "--to=yesterday"),
            kept(lines, "--to=today"),
        ]
    assert got == [[2], [2], [], [1, 2], [1], [0, 1, 2], [0, 1, 2]]


def test_lines_without_a_time_go_with_the_line_before():
    lines = ["", "2026-11-20 03:00:00", "", "", "2026-11-20 05:00:00", "", "2026-11-20 04:00:00"]
    assert kept(lines, "--from=2026-11-20 04:00") == [4, 5, 6]
    assert kept(lines, "--to=2026-11-20 03:00") == [0, 1, 2, 3]
    assert kept(lines) == [0, 1, 2, 3, 4, 5, 6]


def test_lines_are_copied_byte_for_byte(tmp_path):
    first = b"2026-11-20 03:00:00 " + bytes(range(11, 256)) + b"\r\n"
    endless = b"2026-11-20 04:00:00 " + b"2026-11-20 01:00:00 " * 20_000 + b"\n"
    last = b"2026-11-20 05:00:00 \0 without an end"
    source = tmp_path / "log"
    source.write_bytes(first + endless + last)
    for words, want in (([], first + endless + last), (["--from=2026-11-20 04:00"], endless + last)):
        for files, text in (([source], b""), ([], source.read_bytes())):
            status, printed, _ = run("timefilter", *words, *files, text=text)
            assert (status, printed.encode("latin-1") == want) == (0, True)


def test_several_files_of_which_one_is_missing(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"2026-11-20 03:00:00 {name}\n")
    status, printed, errors = run("timefilter", "--from=2026-11-20", tmp_path / "a", tmp_path / "c", tmp_path, tmp_path / "b")
    assert (status, printed) == (1, "2026-11-20 03:00:00 a\n2026-11-20 03:00:00 b\n")
    assert errors == (
        f"timefilter: {tmp_path}/c: can't be read (No such file or directory)\n"
        f"timefilter: {tmp_path}: can't be read (it is a directory, not a file)\n"
    )


@pytest.mark.parametrize("word", ["soon", "2026-02-29", "2026-11-20 14:30:05 x", "1000000 weeks ago"])
def test_a_time_that_is_none(word):
    status, _, error = run("timefilter", f"--from={word}")
    assert (status, error[: error.index(";")]) == (2, f"timefilter: --from: can't read the time {word}")
    status, _, error = run("timefilter", "--to", word)
    assert (status, error[: error.index(";")]) == (2, f"timefilter: --to: can't read the time {word}")


def test_an_end_before_the_beginning():
    assert run("timefilter", "--from=2026-11-20", "--to=2026-11-19") == (2, "", "timefilter: --to lies before --from\n")


# dnsa and its family

ZONE = [
    ("a.test", "A", "192.0.2.1"),
    ("a.test", "A", "192.0.2.2"),
    ("a.test", "AAAA", "2001:db8::1"),
    ("a.test", "MX", "10 mx.a.test"),
    ("a.test", "TXT", 'v=spf1 "x"\n'),
    ("a.test", "NS", "NS.a.test"),
    ("a.test", "SOA", "ns.a.test hostmaster.a.test 2026112701 3600 600 604800 4294967295"),
    ("www.a.test", "CNAME", "a.test"),
    ("nomail.test", "MX", "0 "),
    ("1.2.0.192.in-addr.arpa", "PTR", "a.test"),
    (".".join(reversed("20010db8" + "0" * 23 + "1")) + ".ip6.arpa", "PTR", "six.a.test"),
    ("xn--bcher-kva.test", "A", "192.0.2.9"),
    *((f"n{number}.test", "A", f"10.0.{number // 256}.{number % 256}") for number in range(300)),
]
BROKEN = {"broken.test": Behaviour(rcode="SERVFAIL")}
NO_NAME, NO_DATA = "no such name (NXDOMAIN)", "no such record"


@pytest.fixture(name="dns", scope="module")
def _dns():
    with ScriptedNameServer(ZONE, BROKEN) as server:
        yield server


@pytest.mark.parametrize(
    ("tool", "names", "printed", "errors", "status"),
    [
        ("dnsa", ["a.test"], ["192.0.2.1", "192.0.2.2"], [], 0),
        ("dnsa", ["A.Test."], ["192.0.2.1", "192.0.2.2"], [], 0),
        ("dnsa", ["www.a.test"], ["192.0.2.1", "192.0.2.2"], [], 0),
        ("dnsa", ["bücher.test"], ["192.0.2.9"], [], 0),
        ("dnsaaaa", ["a.test"], ["2001:db8::1"], [], 0),
        ("dnscname", ["www.a.test"], ["a.test"], [], 0),
        ("dnsmx", ["a.test"], ["10 mx.a.test"], [], 0),
        ("dnsmx", ["nomail.test"], ["0 ."], [], 0),
        ("dnsns", ["a.test"], ["ns.a.test"], [], 0),
        ("dnsptr", ["192.0.2.1"], ["a.test"], [], 0),
        ("dnsptr", ["2001:db8::1"], ["six.a.test"], [], 0),
        ("dnssoa", ["a.test"], ["ns.a.test hostmaster.a.test 2026112701 3600 600 604800 4294967295"], [], 0),
        ("dnstxt", ["a.test"], ["v=spf1 'x'\\x0a"], [], 0),
        ("dnsmx", ["a.test", "nomail.test"], ["a.test 10 mx.a.test", "nomail.test 0 ."], [], 0),
        ("dnsa", ["nobody.test"], [], [f"nobody.test: {NO_NAME}"], 1),
        ("dnsa", ["nomail.test"], [], [f"nomail.test: {NO_DATA}"], 1),
        ("dnscname", ["a.test"], [], [f"a.test: {NO_DATA}"], 1),
        ("dnsptr", ["192.0.2.2"], [], [f"192.0.2.2: {NO_NAME}"], 1),
        ("dnsa", ["n1.test", "nobody.test", "n2.test"], ["n1.test 10.0.0.1", "n2.test 10.0.0.2"], [f"nobody.test: {NO_NAME}"], 1),
        ("dnsa", ["broken.test"], [], ["broken.test: the name servers could not tell"], 2),
        ("dnsa", ["nobody.test", "broken.test", "n1.test"], ["n1.test 10.0.0.1"],
         [f"nobody.test: {NO_NAME}", "broken.test: the name servers could not tell"], 2),
        ("dnsptr", ["a.test"], [], ["a.test: this is no IP address"], 2),
        ("dnsptr", ["300.0.2.1", "192.0.2.1"], ["192.0.2.1 a.test"], ["300.0.2.1: this is no IP address"], 2),
    ],
)
def test_dns(tool, names, printed, errors, status, dns):
    want = (status, "".join(f"{line}\n" for line in printed), "".join(f"{tool}: {line}\n" for line in errors))
    assert run(tool, "-s", dns.option, *names) == want


def test_dns_any_says_of_which_type_each_record_is(dns):
    status, printed, errors = run("dnsany", "-s", dns.option, "a.test")
    assert (status, errors) == (0, "")
    assert sorted(printed.splitlines()) == sorted(
        ["A 192.0.2.1", "A 192.0.2.2", "AAAA 2001:db8::1", "MX 10 mx.a.test", "TXT v=spf1 'x'\\x0a", "NS ns.a.test",
         "SOA ns.a.test hostmaster.a.test 2026112701 3600 600 604800 4294967295"]
    )
    assert run("dnsany", "-s", dns.option, "a.test", "n1.test")[1].splitlines()[-1] == "n1.test A 10.0.0.1"
    assert run("dnsany", "-s", dns.option, "nobody.test")[0] == 1


def test_dns_names_of_standard_input(dns):
    names = [f"n{number}.test" for number in range(300)]
    status, printed, errors = run("dnsa", "-s", dns.option, text="\n".join(f" {name}\r\n" for name in names))
    assert (status, errors) == (0, "")
    assert printed.splitlines() == [f"{name} 10.0.{number // 256}.{number % 256}" for number, name in enumerate(names)]
    assert run("dnsa", "-s", dns.option, text="") == (0, "", "")
    assert run("dnsa", "-s", dns.option, text="n1.test") == (0, "n1.test 10.0.0.1\n", "")


def test_dns_more_names_than_a_resolver_takes(dns):
    """They are asked in batches; the same name again costs nothing and is answered again."""
    names = [f"n{number % 300}.test" if number % 2 else f"x{number}.test" for number in range(6400)]
    status, printed, errors = run("dnsa", "-s", dns.option, text="\n".join(names))
    assert status == 1
    assert len(printed.splitlines()) == 3200
    assert errors == "".join(f"dnsa: x{number}.test: {NO_NAME}\n" for number in range(0, 6400, 2))


def test_dns_nobody_is_there_to_ask(dns):
    with ScriptedNameServer() as other:
        gone = other.option
    status, printed, errors = run("dnsmx", "-t", "1", "-s", gone, "a.test", "b.test")
    why = f"no name server answered within 1 seconds (asked {gone}); check -s"
    assert (status, printed, errors) == (2, "", f"dnsmx: a.test: {why}\ndnsmx: b.test: {why}\n")
    assert run("dnsmx", "-t", "5", "-s", gone, "-s", dns.option, "a.test") == (0, "10 mx.a.test\n", ""), "another one is"


def test_dns_by_ipv6():
    with ScriptedNameServer(ZONE, host="::1") as server:
        assert run("dnsmx", "-s", server.option, "a.test") == (0, "10 mx.a.test\n", "")


def test_dns_without_a_server_that_of_the_system_is_asked(tmp_path):
    """Which file says so; nothing is asked."""
    if not shutil.which("strace", path=SYSTEM_PATH):
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    watch = ["strace", "-e", "trace=open,openat", "-o", trace, TOOLS / "dnsa"]
    surroundings = {**environment("UTC0"), "ASAN_OPTIONS": "detect_leaks=0"}
    if subprocess.run(watch, stdin=subprocess.DEVNULL, env=surroundings, check=False).returncode != 0:
        pytest.skip("strace can't watch programs here")
    assert '"/etc/resolv.conf"' in trace.read_text()
