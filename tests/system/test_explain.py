"""--explain: what it says is what a session says."""

import os
import re
import subprocess
import time

import pytest
from harness import random_mail, servers
from harness.authentication import encoded
from harness.paths import FILTER
from harness.random_mail import RECORDS
from harness.scripted_name_server import ScriptedNameServer
from harness.session import child_environment, filtered, write_configuration

ANSWERS, LOG = "What the client is answered:", "What the log would say (level verbose):"
CASES = 200


def run(*words, environment=None):
    return subprocess.run(
        [str(FILTER), *words],
        capture_output=True,
        encoding="latin-1",
        env=child_environment(environment or {}),
        input="",
        timeout=60,
        check=False,
    )


def explain(configuration, *facts):
    return run("-f", str(configuration), "--explain", *facts)


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
