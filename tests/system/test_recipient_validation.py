"""recipient-validation-command: what its answers mean for a recipient, and that nothing that goes wrong with it costs mail."""

import os
import re
import shutil
import signal

import pytest
from harness import servers
from harness.client import codes, mail
from harness.paths import BUILD
from harness.processes import is_over, wait_until
from harness.qmail_tree import make_directory
from harness.session import filtered

BOTH = ["reject-recipient=invalid", "reject-recipient=unavailable"]
INVALID = "554 Refused. The recipient address does not exist."
UNAVAILABLE = "554 Refused. The recipient is not accepting mail right now."
BODY = b"Subject: x\r\n\r\nhi\r\n"


def command(directory, script):
    """A program that runs `script` for DOMAIN ($1) and USER ($2)."""
    path = directory / "validate"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"recipient-validation-command={path}"


def refused(session):
    return [line.split(" origin_ip")[0] for line in session.log() if line.startswith("DENIED_")]


BY_NAME = 'case "$2" in bad*) exit 2;; full) exit 3;; shy) exit 0;; *) exit 1;; esac'


def test_each_answer_is_one_recipients(tmp_path):
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, [*BOTH, command(tmp_path, BY_NAME)]) as session:
        session.client.read_reply()
        names = ["good", "bad", "full", "shy", "bad2", "x y", "last"]
        recipients = [f'"{name}"@example.com' if " " in name else f"{name}@example.com" for name in names]
        replies = mail(session.client, recipients, BODY)
        session.client.ask("QUIT")
        session.wait()
        assert replies[1:8] == ["250 ok", INVALID, UNAVAILABLE, "250 ok", INVALID, "250 ok", "250 ok"]
        assert refused(session) == [
            "DENIED_INVALID_RECIPIENT from: a@b.test to: bad@example.com",
            "DENIED_UNAVAILABLE_RECIPIENT from: a@b.test to: full@example.com",
            "DENIED_INVALID_RECIPIENT from: a@b.test to: bad2@example.com",
        ]
        assert "FILTER_INVALID_RECIPIENT recipient: bad@example.com" in session.log()
    (message,) = server.messages()
    assert message.recipients == ["good@example.com", "shy@example.com", "x y@example.com", "last@example.com"]


def test_pipelined_recipients_are_asked_about_one_after_the_other(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*BOTH, command(tmp_path, f"sleep 0.05\n{BY_NAME}")]) as session:
        said = ["MAIL FROM:<a@b.test>", *(f"RCPT TO:<{name}{i}@example.com>" for i in range(10) for name in ("good", "bad")), "QUIT"]
        session.client.send("".join(f"{line}\r\n" for line in said))
        replies = session.client.read_to_end()
        assert codes(replies) == ["220", "250", *["250", "554"] * 10, "221"]


def test_only_what_asks_for_it_is_refused(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [BOTH[1], command(tmp_path, BY_NAME)]) as session:
        session.client.read_reply()
        assert codes(mail(session.client, ["bad@example.com", "full@example.com"], BODY))[1:3] == ["250", "554"]
        session.client.ask("QUIT")


def test_nobody_is_asked_about_who_is_not_here(tmp_path):
    """Nor about who is whitelisted, or refused for another reason."""
    lines = [*BOTH, command(tmp_path, 'echo "$2" >>"$0.asked"; exit 2'), "recipient-whitelist-entry=white@example.com",
             "recipient-blacklist-entry=black@example.com"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        names = ["x@far.test", "white@example.com", "black@example.com", "postmaster"]
        assert codes(mail(session.client, names, BODY))[1:5] == ["554", "250", "554", "250"]
        session.client.ask("QUIT")
    assert not (tmp_path / "validate.asked").exists()


BROKEN = {
    "a crash": ("kill -SEGV $$", "was killed by signal 11"),
    "nonsense": ("echo what; exit 77", 'ended with exit status 77, .*; it printed "what"'),
    "an endless answer": ("yes & sleep 0.2; kill $!; exit 4", "ended with exit status 4"),
}


@pytest.mark.parametrize("script,error", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_lets_the_recipient_pass(script, error, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, [*BOTH, command(tmp_path, script)]) as session:
        session.client.read_reply()
        assert codes(mail(session.client, ["x@example.com"], BODY))[-1] == "250"
        session.client.ask("QUIT")
        session.wait()
        errors = [line for line in session.log() if line.startswith("ERROR")]
    assert len(errors) == 1 and re.search(error, errors[0]) and "x@example.com, who passes" in errors[0], errors


def test_what_hangs_is_killed_and_the_recipient_passes(tmp_path):
    """After 30 seconds, however impatient the filter is with clients; the time is not the client's."""
    lines = [*BOTH, command(tmp_path, 'echo "$2" >>"$0.asked"; echo $$ >"$0.pid"; exec sleep 1000'), "idle-timeout-secs=5"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        assert codes(mail(session.client, ["x@example.com", "y@example.com"], BODY))[-1] == "250"
        session.client.ask("QUIT")
        session.wait()
        errors = [line for line in session.log() if line.startswith("ERROR")]
        assert (tmp_path / "validate.asked").read_text().split() == ["x"]  # who comes next does not wait again
    assert len(errors) == 1 and "gave no answer within 30 seconds and was killed" in errors[0]
    wait_until(lambda: is_over(int((tmp_path / "validate.pid").read_text())))


def test_a_client_that_goes_takes_the_program_with_it(tmp_path):
    lines = [*BOTH, command(tmp_path, 'echo $$ >"$0.pid"; exec sleep 1000')]
    pid = tmp_path / "validate.pid"
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("MAIL FROM:<a@b.test>")
        session.client.send("RCPT TO:<x@example.com>\r\n")
        wait_until(lambda: pid.exists() and pid.read_text().strip())
        session.process.send_signal(signal.SIGTERM)
        session.process.send_signal(signal.SIGTERM)
        session.wait()
    wait_until(lambda: is_over(int(pid.read_text())))


def test_the_helper_that_comes_with_the_filter(tmp_path):
    """spamweir-qrv behind the filter, in a little qmail of its own."""
    place = make_directory()
    try:
        home = f"{place}/home"
        os.makedirs(f"{home}/Maildir/tmp")
        for name in ("new", "cur"):
            os.makedirs(f"{home}/Maildir/{name}")
        os.makedirs(f"{place}/control")
        user, group = os.getuid(), os.getgid()
        with open(f"{place}/passwd", "w", encoding="ascii") as passwd:
            passwd.write(f"joe:x:{user or 12345}:{group or 12345}::{home}:/bin/sh\nalias:x:{user or 12345}:{group or 12345}::{place}/alias:/bin/sh\n")
        os.makedirs(f"{place}/alias")
        if user == 0:
            for path in (home, *(f"{home}/Maildir{name}" for name in ("", "/tmp", "/new", "/cur")), f"{place}/alias"):
                os.chown(path, 12345, 12345)
        for name, text in {"me": "example.com\n", "locals": "example.com\n", "defaultdelivery": "./Maildir/\n"}.items():
            with open(f"{place}/control/{name}", "w", encoding="ascii") as file:
                file.write(text)
        options = " ".join(f"--qmail-{name}-file={place}/control/{name}" for name in ("me", "locals", "defaultdelivery"))
        line = f"recipient-validation-command={BUILD}/bin/spamweir-qrv {options} --qmail-users-cdb={place}/none --passwd-file={place}/passwd"
        with filtered(servers.scripted(tmp_path), tmp_path, [*BOTH, line]) as session:
            session.client.read_reply()
            replies = mail(session.client, ["joe@example.com", "nobody-here@example.com"], BODY)
            session.client.ask("QUIT")
            session.wait()
            assert replies[1:3] == ["250 ok", INVALID], session.log()
    finally:
        shutil.rmtree(place)
