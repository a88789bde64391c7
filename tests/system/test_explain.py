"""--explain: what it says is what a session says."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import pytest
from harness import random_mail, servers
from harness.authentication import encoded
from harness.client import mail as send_mail
from harness.paths import FILTER, IS_SANITIZED, SCRIPTED_SMTPD
from harness.random_mail import RECORDS
from harness.scripted_name_server import ScriptedNameServer, silent
from harness.session import child_environment, filtered, write_configuration
from harness.tls import WITH_RSA

ANSWERS, LOG = "What the client is answered:", "What the log would say (level verbose):"
CASES = 200


def run(*words, environment=None, standard_input=""):
    return subprocess.run(
        [str(FILTER), *words],
        capture_output=True,
        encoding="latin-1",
        env=child_environment(environment or {}),
        input=standard_input,
        timeout=60,
        check=False,
    )


def explain_in(environment, configuration, *facts):
    return run("-f", str(configuration), "--explain", *facts, environment=environment)


def explain_lines(configuration, lines, *facts):
    """With lines of the log on standard input."""
    return run("-f", str(configuration), "--explain", *facts, "-", standard_input="".join(f"{line}\n" for line in lines))


def explain(configuration, *facts):
    return explain_in({}, configuration, *facts)


def sections(text):
    """The answers as pairs of command and reply, and the log's lines."""
    answers, log = text.split(f"{ANSWERS}\n")[1].split(f"{LOG}\n")
    lines = [line.strip() for line in answers.splitlines()]
    return list(zip(lines[::2], lines[1::2])), [line.strip() for line in log.split("\n\n")[0].splitlines()]


def normal(line):
    """Without what the server alone knows."""
    return re.sub(r"(ALLOWED .* reason: ).*", r"\1", line)


def comparable(replies, log):
    """Replies to MAIL and RCPT word for word, of the message's end the code and what the filter says; the log's lines, but
    that on an early talker, which is written when an answer of DNS comes before he authenticates."""
    shown = [(said, reply if reply[:3] != "250" or said.startswith(("MAIL", "RCPT")) else "250") for said, reply in replies]
    log = [normal(line) for line in log if not line.startswith("FILTER_EARLYTALKER")]
    return [pair for pair in shown if pair[0] != "DATA"], sorted(log)


# Facts as words, and the same in a session.


def facts_of(mail, gives_rdns):
    words = [f"ip={mail.client}", f"from={mail.sender}", "helo=c", *(f"to={name}" for name in mail.recipients)]
    words += [f"header={line}" for line in mail.header]
    if gives_rdns:
        words.append(f"rdns={mail.rdns or ''}")
    if mail.user:
        words.append(f"auth={mail.user}")
    if mail.relayclient:
        words.append("relayclient=yes")
    if mail.early:
        words.append("earlytalker=yes")
    return words


def greet(session, mail, dns):
    client = session.client
    if mail.early:
        client.send("EHLO c\r\n")
        assert client.read_reply()[:3] == "220"
        assert client.read_reply()[:3] == "250"
    else:
        assert client.read_reply()[:3] == "220"
        client.ask("EHLO c")
    if mail.user:
        client.ask(f"AUTH PLAIN {words_of(mail)}")
    dns.wait_until_quiet(session.process.pid)
    return client


def words_of(mail):
    return encoded(f"\0{mail.user}\0secret")


def in_a_session(case, directory, dns):
    """Replies and log lines of a real one."""
    mail = case.mail
    options = ["--auth", words_of(mail)] if mail.user else []
    environment = {"TCPREMOTEIP": mail.client, **({"RELAYCLIENT": ""} if mail.relayclient else {})}
    with filtered(servers.scripted(directory, *options), directory, case.lines, environment) as session:
        client = greet(session, mail, dns)
        commands = [f"MAIL FROM:<{mail.sender}>", *(f"RCPT TO:<{name}>" for name in mail.recipients)]
        replies = [(command, client.ask(command)) for command in commands]
        if any(reply[:3] == "250" for _, reply in replies[1:]):
            assert client.ask("DATA")[:3] == "354"
            client.send("".join(f"{line}\r\n" for line in [*mail.header, "", "."]))
            replies.append(("(the message)", client.read_reply()))
        client.ask("QUIT")
        session.wait()
        return replies, session.log()


def put_entries(directory, entries):
    for name, content, age in entries:
        path = directory / "graylist" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        os.utime(path, (time.time() - age,) * 2)


def tree(directory):
    return {str(path): (path.stat().st_mtime_ns, path.is_file() and path.read_text()) for path in directory.rglob("*")}


@pytest.fixture(name="dns", scope="module")
def _dns():
    with ScriptedNameServer(RECORDS) as server:
        yield server


@pytest.mark.parametrize("number", range(CASES))
def test_it_agrees_with_a_session(number, tmp_path, dns):
    case, entries = random_mail.make_case(number, tmp_path)
    case.lines.append(f"dns-server-ip={dns.option}")
    put_entries(tmp_path, entries)
    configuration = write_configuration(tmp_path, case.lines)
    before = tree(tmp_path)
    explained = explain(configuration, *facts_of(case.mail, gives_rdns=number % 2 == 0))
    assert explained.stderr == ""
    assert tree(tmp_path) == before
    want = comparable(*in_a_session(case, tmp_path, dns))
    got = comparable(*sections(explained.stdout))
    assert got == want, explained.stdout
    accepted = all(reply[:3] == "250" for _, reply in want[0]) and want[0][-1][0] == "(the message)"
    assert explained.returncode == (0 if accepted else 1)


def codes_of(number, directory, dns):
    case, entries = random_mail.make_case(number, directory)
    put_entries(directory, entries)
    configuration = write_configuration(directory, [*case.lines, f"dns-server-ip={dns.option}"])
    _, log = sections(explain(configuration, *facts_of(case.mail, gives_rdns=True)).stdout)
    return {line.split()[0] for line in log}


ALL_CODES = """ALLOWED DENIED_AUTH_REQUIRED DENIED_BLACKLIST_IP DENIED_BLACKLIST_NAME DENIED_EARLYTALKER DENIED_GRAYLISTED
    DENIED_HEADER_BLACKLISTED DENIED_IDENTICAL_SENDER_RECIPIENT DENIED_IP_IN_CC_RDNS DENIED_IP_IN_RDNS DENIED_RBL_MATCH
    DENIED_RDNS_MISSING DENIED_RDNS_RESOLVE DENIED_RECIPIENT_BLACKLISTED DENIED_REJECT_ALL DENIED_RELAYING DENIED_RHSBL_MATCH
    DENIED_SENDER_BLACKLISTED DENIED_SENDER_NO_MX DENIED_SENDER_NOT_AUTH DENIED_SENDER_NOT_LOCAL DENIED_TOO_MANY_RECIPIENTS
    DENIED_UNQUALIFIED_RECIPIENT FILTER_RDNS_NAME FILTER_RECIPIENT_WHITELIST FILTER_RELAY_IP FILTER_RHSWL_MATCH
    FILTER_RWL_MATCH FILTER_SENDER_WHITELIST FILTER_WHITELIST_IP FILTER_WHITELIST_NAME""".split()


@pytest.mark.skipif(IS_SANITIZED, reason="they have looked at each of these runs above")
def test_the_cases_are_of_every_kind(tmp_path, dns):
    """What never happens agrees with everything."""
    seen = set()
    for number in range(CASES):
        directory = tmp_path / str(number)
        directory.mkdir()
        seen |= codes_of(number, directory, dns)
    assert set(ALL_CODES) - seen == set()


# What it prints.

FACTS = ["ip=11.22.33.44", "rdns=m.test", "from=a@b.test", "to=x@example.com"]


def test_it_names_file_and_line(tmp_path):
    (tmp_path / "list").write_text("# noted in May\n10.0.0.1\n11.22.33\n")
    configuration = write_configuration(tmp_path, [f"ip-blacklist-file={tmp_path}/list", "reject-sender=no-mx"])
    result = explain(configuration, *FACTS)
    assert result.returncode == 1
    words = " ".join(result.stdout.split())
    # Behind the standard lines of the configuration.
    assert f"because {tmp_path}/list(3), by ip-blacklist-file={tmp_path}/list in {configuration}(6)" in words
    assert "sender-no-mx: not asked, because ip-blacklist refuses before" in words
    assert "DNS 44.33.22.11.in-addr.arpa" not in words, "no filter looked at the name"
    assert f"Refused by ip-blacklist, because of {tmp_path}/list(3), by " in words
    assert "Not configured: filter-level, empty-rdns, " in words
    assert max(len(line) for line in result.stdout.split(ANSWERS)[0].splitlines() if str(tmp_path) not in line) <= 78


def test_it_names_the_file_of_a_configuration_directory(tmp_path):
    own = tmp_path / "config" / "_recipient_" / "com" / "example"
    own.parent.mkdir(parents=True)
    own.write_text("# theirs\nsender-blacklist-entry=@b.test\n")
    configuration = write_configuration(tmp_path, [f"config-dir={tmp_path}/config"])
    result = explain(configuration, *FACTS, "to=y@example.com")
    words = " ".join(result.stdout.split())
    assert words.count(f"because sender-blacklist-entry=@b.test in {own}(2)") == 1
    assert "For <y@example.com> the same, but:" in words
    assert f"Refused by sender-blacklist for <y@example.com>, because of sender-blacklist-entry=@b.test in {own}(2)." in words


def test_it_says_what_each_zone_answered(tmp_path, dns):
    zones = ["dns-blacklist-entry=none.test", "dns-blacklist-entry=one.bl.test"]
    configuration = write_configuration(tmp_path, [*zones, f"dns-server-ip={dns.option}"])
    result = explain(configuration, "ip=11.22.33.44", "from=a@b.test", "to=x@example.com")
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert "DNS        44.33.22.11.none.test A: no such name" in lines
    assert "DNS        44.33.22.11.one.bl.test A: 127.0.0.2" in lines
    assert 'DNS        44.33.22.11.one.bl.test TXT: "Listed: see the page"' in lines
    assert "with the rDNS name 11-22-33-44.dyn.isp.us (looked up)" in " ".join(lines[:2])
    answers, _ = sections(result.stdout)
    assert answers[1][1].endswith("one.bl.test: Listed: see the page")


def test_a_name_server_that_is_silent_is_not_waited_for_in_vain(tmp_path):
    with ScriptedNameServer(default=silent()) as dns:
        lines = ["reject-empty-rdns", "dns-timeout-secs=1", f"dns-server-ip={dns.option}"]
        result = explain(write_configuration(tmp_path, lines), "ip=11.22.33.44", "from=a@b.test", "to=x@example.com")
    assert "PTR: no name server answered" in result.stdout
    assert result.returncode == 0


@pytest.mark.parametrize("time_fact,status", [("time=+2m", 1), ("time=+10m", 0), ("time=+1d", 1)])
def test_the_time_is_the_graylists(time_fact, status, tmp_path):
    put_entries(tmp_path, [("example.com/x/b.test/a", "", 0)])
    graylist = [f"graylist-dir={tmp_path}/graylist", "graylist-level=always", "graylist-min-secs=300", "graylist-max-secs=5000"]
    result = explain(write_configuration(tmp_path, graylist), *FACTS, time_fact)
    assert result.returncode == status, result.stdout
    assert ("may pass from" in result.stdout) == (status == 1)


@pytest.fixture(name="open_directory")
def _open_directory():
    """One that every user may look into, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="spamweir-") as directory:
        path = pathlib.Path(directory)
        path.chmod(0o755)
        yield path


@pytest.mark.parametrize(
    "names,closed",
    [
        ([], "."),
        (["example.com/"], "example.com"),
        (["example.com/x/"], "example.com/x"),
        (["example.com/x/b.test/"], "example.com/x/b.test"),
        (["example.com/x/b.test/a"], "example.com/x/b.test/a"),
        (["example.com/x/a@b.test"], "example.com/x"),
        (["example.com/x/a@b.test", "example.com/x/b.test/"], "example.com/x/b.test"),
        (["example.com/x/a@b.test"], "example.com/x/a@b.test"),
        ([], None),
        (["example.com/x/b.test/a"], None),
    ],
)
def test_a_tree_that_can_t_be_written_graylists_nobody(names, closed, open_directory):
    """As in a session: then mail passes, with an error in the log."""
    root = open_directory / "graylist"
    root.mkdir()
    for name in names:
        (root / name if name.endswith("/") else (root / name).parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            (root / name).touch()
    for path in [root, *root.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    if closed:
        (root / closed).chmod(0o555 if (root / closed).is_dir() else 0o444)
    lines = [f"graylist-dir={root}", "graylist-level=always-create-dir", "graylist-min-secs=300"]
    lines += ["run-as-user=nobody"] if os.geteuid() == 0 else []
    configuration = write_configuration(open_directory, lines)
    explained = explain(configuration, *FACTS)
    program = shutil.copy(SCRIPTED_SMTPD, open_directory / "smtpd")
    with filtered(servers.Server([program], {}), open_directory, configuration) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        session.client.ask("MAIL FROM:<a@b.test>")
        answer = session.client.ask("RCPT TO:<x@example.com>")
        session.client.ask("QUIT")
        session.wait()
        errors = [line for line in session.log() if line.startswith("ERROR: ")]
    assert bool(errors) == bool(closed) == (answer[:3] == "250")
    answers, log = sections(explained.stdout)
    assert answers[1] == ("RCPT TO:<x@example.com>", answer)
    assert [line for line in log if line.startswith("ERROR: ")] == errors


def test_a_line_of_the_log(tmp_path):
    """As the session wrote it, in quotes and without, behind what it stands behind."""
    lines = ["sender-blacklist-entry=a\\b@bad.test", "rejection-text-sender-blacklist=Never."]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        session.client.ask('MAIL FROM:<"a\\\\b"@bad.test>')
        assert session.client.ask("RCPT TO:<x@example.com>") == "554 Never."
        session.client.ask("QUIT")
        session.wait()
        (line,) = [line for line in session.standard_error().splitlines() if "DENIED_SENDER_BLACKLISTED" in line]
    configuration = tmp_path / "spamweir.conf"
    results = [explain(configuration, f"Nov 27 03:40:39 mx {line}"), explain(configuration, *line.split(" "))]
    results += [explain_lines(configuration, [f"Nov 27 03:40:39 mx {line}"], "time=+5m")]
    for result in results:
        assert result.returncode == 1
        answers, log = sections(result.stdout)
        assert answers[1] == ("RCPT TO:<x@example.com>", "554 Never.")
        assert line.endswith(log[-1])
        assert "would not say now" not in " ".join(result.stdout.split())


def spoken_in_json(directory, more, recipients):
    """The objects of a message's log, each on its line."""
    with filtered(servers.scripted(directory), directory, ["log-format=json", *more]) as session:
        session.client.read_reply()
        session.client.ask("EHLO c.test")
        send_mail(session.client, recipients, b"Subject: x\r\n\r\n", sender='"a b"@b.test')
        session.client.ask("QUIT")
        session.wait()
        lines = session.standard_error().splitlines()
    return [line for line in lines if json.loads(line).get("type") in ("message", "recipients")]


@pytest.mark.parametrize(
    "lines,problem",
    [
        ([], "standard input has no line of the log"),
        (["X"] * 201, "standard input has more than 200 lines: give those of one mail"),
        (["X from: a@b.test to: x@h.test origin_ip: ::1"] * 2, "ip= is given twice"),
    ],
)
def test_what_standard_input_lacks(lines, problem, tmp_path):
    result = explain_lines(write_configuration(tmp_path, []), lines)
    assert result.returncode == 2 and problem in result.stderr


def test_a_standard_input_that_cant_be_read(tmp_path):
    words = [str(FILTER), "-f", str(write_configuration(tmp_path, [])), "--explain", "-"]
    with open("/proc/self/mem", "rb") as unreadable:
        result = subprocess.run(words, stdin=unreadable, capture_output=True, text=True, env=child_environment({}), check=False)
    assert result.returncode == 2
    assert result.stderr == "spamweir: --explain: standard input: can't be read (Input/output error)\n"


def test_a_long_address_is_the_same_in_line_and_log(tmp_path):
    """A classic line cuts it where a JSON line does not."""
    local = ("é" * 100).encode().decode("latin-1")
    (line,) = spoken_in_json(tmp_path, [], [f"{local}@example.com"])
    result = explain_lines(tmp_path / "spamweir.conf", [line])
    assert result.returncode == 0 and "would not say now" not in " ".join(result.stdout.split())


def test_a_line_of_the_json_log(tmp_path):
    recipients = ["x@example.com", "bad@example.com", "y@example.com"]
    (line,) = spoken_in_json(tmp_path, ["recipient-blacklist-entry=bad@example.com"], recipients)
    for word in (line, f"Nov 27 03:40:39 mx spamweir[7]: {line}"):
        result = explain(tmp_path / "spamweir.conf", word)
        assert result.returncode == 1
        answers, log = sections(result.stdout)
        assert [reply[:3] for _, reply in answers] == ["250", "250", "554", "250", "354", "250"]
        assert answers[0][0] == "MAIL FROM:<'a b'@b.test>"
        assert [each.split()[0] for each in log if "origin_ip" in each] == ["DENIED_RECIPIENT_BLACKLISTED", "ALLOWED", "ALLOWED"]
        assert "would not say now" not in result.stdout
    result = explain(write_configuration(tmp_path, []), line)
    assert result.returncode == 0
    words = " ".join(result.stdout.split())
    assert "The line says DENIED_RECIPIENT_BLACKLISTED for <bad@example.com>, which the log would not say now" in words


def test_a_message_that_has_several_lines_of_the_json_log(tmp_path):
    recipients = [f"user-{number:03}@example.com" for number in range(60)]
    *parts, message = spoken_in_json(tmp_path, ["recipient-blacklist-entry=user-001@example.com"], recipients)
    assert parts
    result = explain(tmp_path / "spamweir.conf", *parts, message)
    assert result.returncode == 1
    assert [said for said, _ in sections(result.stdout)[0][1:-2]] == [f"RCPT TO:<{name}>" for name in recipients]
    assert "would not say now" not in result.stdout
    alone = explain(tmp_path / "spamweir.conf", *parts)
    assert alone.returncode == 2 and "give the line of type message" in alone.stderr


def test_a_line_that_would_not_be_written_today(tmp_path):
    line = "DENIED_BLACKLIST_IP from: a@b.test to: x@example.com origin_ip: 11.22.33.44 origin_rdns: m.test auth: (unknown)"
    result = explain(write_configuration(tmp_path, []), line)
    assert result.returncode == 0
    assert "The line says DENIED_BLACKLIST_IP, which the log would not say now" in " ".join(result.stdout.split())


# What can't be explained.


@pytest.mark.parametrize(
    "words,problem",
    [
        ([], "ip= is missing"),
        (["ip=11.22.33.44", "from=a@b.test", "too=x@example.com"], "too=x@example.com: this is no fact"),
        (["ip=nowhere.test", "from=a@b.test", "to=x@example.com"], "no IPv4 or IPv6 address"),
        ([*FACTS, "-f", "x"], "options come before the facts"),
        (["TIMEOUT from: a@b.test to: (unknown) origin_ip: 11.22.33.44"], "no recipient"),
        ([*FACTS, "header=a\x01: \x1b[2J\nb"], "one line of a header"),
    ],
)
def test_facts_that_can_t_be_read(words, problem, tmp_path):
    result = explain(write_configuration(tmp_path, []), *words)
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("spamweir: --explain: ") and problem in line


def test_problems_of_the_configuration_come_first(tmp_path):
    result = explain(write_configuration(tmp_path, ["max-recipients=many"]), *FACTS)
    assert result.returncode == 0
    assert re.match(r"ERROR: .*spamweir\.conf\(6\): max-recipients=many: ", result.stdout)


def test_a_session_that_would_be_refused_as_a_whole(tmp_path):
    result = explain(write_configuration(tmp_path, ["tls-level=smtp", "run-as-user"]), *FACTS)
    assert result.returncode == 1
    assert "every session is answered 421" in result.stdout and "run-as-user" in result.stdout


@pytest.mark.parametrize(
    "lines,environment,words",
    [
        (["run-as-user=no-such-user"], {}, "every session is answered 421, because of run-as-user: there is no user no-such-user"),
        (["tls-level=none"], {"SMTPS": "1"}, "every session is closed without a word, because of SMTPS is set"),
        (["tls-level=smtp", "relay-level=block-all"], {"SMTPS": "1"}, "every client is sent away"),
        (["tls-level=smtps"], {}, "every client is sent away"),
        (["tls-level=smtps", "tls-certificate-file=/dev/null"], {}, "every client is sent away"),
    ],
)
def test_what_refuses_every_session_refuses_the_mail(lines, environment, words, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, lines, environment) as session:
        assert [line[:3] for line in session.client.read_to_end()] in ([], ["421"])
        session.wait()
        *_, reason = [line.removeprefix("ERROR: ") for line in session.log() if line.startswith("ERROR: ")]
    result = explain_in(environment, tmp_path / "spamweir.conf", *FACTS)
    assert result.returncode == 1
    assert words in " ".join(result.stdout.split())
    assert reason in result.stdout
    assert ("No filter is asked." in result.stdout) == ("sent away" in words)


def test_with_tls_from_the_first_byte(tmp_path):
    """Where it can be had, filters judge as ever; the server's own hides all but the connection from them."""
    ours = write_configuration(tmp_path, ["sender-blacklist-entry=@b.test", *WITH_RSA])
    result = explain_in({"SMTPS": "1"}, ours, *FACTS)
    assert result.returncode == 1 and "Refused by sender-blacklist" in result.stdout
    lines = ["sender-blacklist-entry=@b.test", "tls-level=smtp"]
    result = explain_in({"SMTPS": "1"}, write_configuration(tmp_path, lines), *FACTS)
    assert result.returncode == 0
    assert "the server behind speaks TLS itself, so filters see the connection" in " ".join(result.stdout.split())
    result = explain_in({"SMTPS": "1"}, write_configuration(tmp_path, [*lines, "ip-blacklist-entry=11.22"]), *FACTS)
    assert result.returncode == 1 and "Refused by ip-blacklist" in result.stdout


def test_who_may_not_become_the_user_reads_as_himself(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may become anybody")
    result = explain(write_configuration(tmp_path, ["run-as-user=root"]), *FACTS)
    assert result.returncode == 0
    assert "only root can become root, so files are read as the user who asks" in " ".join(result.stdout.split())


def test_an_option_behind_it_still_counts(tmp_path):
    """The command line of the production service, without the server's command."""
    configuration = write_configuration(tmp_path, [])
    result = run("--explain", "--ip-blacklist-entry", "11.22.33.44", "-f", str(configuration), *FACTS)
    assert result.returncode == 1
    assert "ip-blacklist-entry=11.22.33.44 on the command line" in " ".join(result.stdout.split())
