"""TLS as clients and administrators meet it: whole messages through real clients, the log, what STARTTLS refuses, what a broken
configuration leaves."""

import base64
import pathlib
import shutil
import smtplib
import subprocess

import pytest
from harness import servers
from harness.client import PATIENCE_SECS, codes, mail
from harness.paths import FILTER, program
from harness.processes import nobody_is_left
from harness.session import Session, child_environment, filtered, write_configuration
from harness.tcp import filtered_command, listening
from harness.tls import CERTIFICATES, SMTPS, TLS_PROBE, WITH_RSA, MemorySession, context, encrypted, start_tls

pytestmark = pytest.mark.skipif(not TLS_PROBE.exists(), reason="configured --without-tls")

BODY = b"Subject: x\r\n\r\n" + b"".join(b"line %d of a body\r\n" % number for number in range(20000)) + b"..a dot\r\n"
STORED = BODY.replace(b"\r\n..", b"\r\n.").replace(b"\r\n", b"\n")


def run(command, **more):
    return subprocess.run(
        command, env=child_environment({}), capture_output=True, timeout=PATIENCE_SECS, check=False, **more
    )


def by_smtplib(port, implicit, _):
    kind = smtplib.SMTP_SSL if implicit else smtplib.SMTP
    more = {"context": context()} if implicit else {}
    with kind("127.0.0.1", port, local_hostname="c", timeout=PATIENCE_SECS, **more) as client:
        if not implicit:
            client.starttls(context=context())
        assert client.sendmail("a@b.test", ["x@example.com"], BODY.replace(b"\r\n..", b"\r\n.")) == {}


def by_curl(port, implicit, directory):
    path = directory / "message"
    path.write_bytes(BODY.replace(b"\r\n..", b"\r\n."))
    addresses = ["--mail-from", "a@b.test", "--mail-rcpt", "x@example.com"]
    url = f"{'smtps' if implicit else 'smtp'}://127.0.0.1:{port}/c"
    done = run([program("curl") or pytest.skip("no curl"), "-sS", "-k", "--ssl-reqd", url, *addresses, "-T", path])
    assert done.returncode == 0, done.stderr


def by_swaks(port, implicit, directory):
    path = directory / "message"
    path.write_bytes(BODY.replace(b"\r\n..", b"\r\n."))
    command = [program("swaks") or pytest.skip("no swaks"), "-s", "127.0.0.1", "-p", str(port), "-f", "a@b.test"]
    kind = "--tls-on-connect" if implicit else "-tls"
    done = run([*command, "-t", "x@example.com", kind, "--data", f"@{path}", "--helo", "c"])
    assert done.returncode == 0, done.stdout


def by_openssl(port, implicit, _):
    said = b"EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nDATA\r\n" + BODY + b".\r\nQUIT\r\n"
    kind = [] if implicit else ["-starttls", "smtp"]
    # Without -ign_eof a Q or R at the start of a line would be a command to s_client.
    done = run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *kind, "-quiet", "-ign_eof"], input=said)
    assert b"250 ok 1234 qp 5678" in done.stdout, done.stderr


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "smtps"])
@pytest.mark.parametrize("send", [by_smtplib, by_curl, by_swaks, by_openssl])
def test_a_client_delivers_a_message(send, implicit, tmp_path):
    server = servers.scripted(tmp_path)
    lines = SMTPS if implicit else WITH_RSA
    with listening(filtered_command(server, tmp_path, lines), server.environment, tmp_path) as port:
        send(port, implicit, tmp_path)
    (message,) = server.messages()
    assert message.recipients == ["x@example.com"]
    assert message.body.rstrip(b"\n") == STORED.rstrip(b"\n")
    log = (tmp_path / "tcpserver.log").read_text()
    assert f"encryption: {'SSL' if implicit else 'TLS'} reason: " in log and "ALLOWED" in log
    assert "ERROR" not in log


def test_two_megabytes_each_byte_split_from_the_next_record(tmp_path):
    """Small records, large records, and commands that come in pieces."""
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, SMTPS) as session:
        client = MemorySession(session.client)
        assert client.read_reply()[:3] == "220"
        for command in ("EHLO c", "MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"):
            for byte in (command + "\r\n").encode():
                client.tls.write(bytes([byte]))
            client.flush()
            assert client.read_reply()[:1] in "23"
        for size in (1, 100, 16384, 40000):
            for at in range(0, len(BODY), size):
                client.tls.write(BODY[at : at + size])
                if size > 1 or at % 1000 == 0:
                    client.flush()
        client.send(b".\r\n")
        assert client.read_reply()[:3] == "250"
        client.ask("QUIT")
    (message,) = server.messages()
    assert message.body == STORED * 4


# The state starts over.


def after_starttls(tmp_path, server, before=(), lines=()):
    session = filtered(server, tmp_path, [*WITH_RSA, *lines])
    client = session.client
    client.read_reply()
    client.ask("EHLO c")
    replies = [client.ask(command) for command in before]
    assert client.ask("STARTTLS")[:3] == "220"
    encrypted(client)
    return session, replies


def test_sender_and_recipients_are_forgotten(tmp_path):
    server = servers.scripted(tmp_path)
    session, replies = after_starttls(tmp_path, server, ["MAIL FROM:<old@b.test>", "RCPT TO:<old@example.com>"])
    with session:
        assert codes(replies) == ["250", "250"]
        client = session.client
        assert client.ask("RCPT TO:<x@example.com>")[:3] == "503"
        assert client.ask("DATA")[:1] == "5"
        assert "STARTTLS" not in client.ask("EHLO c")
        assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\n"))[-1] == "250"
        client.ask("QUIT")
    (message,) = server.messages()
    assert (message.sender, message.recipients) == ("a@b.test", ["x@example.com"])


def checkpassword(directory):
    """A checkpassword program that takes joe with the password secret."""
    path = pathlib.Path(directory) / "checkpassword"
    path.write_text("#!/bin/sh\nexec tr '\\0' '\\n' <&3 | head -n 2 | tr '\\n' : | grep -qx joe:secret:\n")
    path.chmod(0o755)
    return [f"smtp-auth-command={path}", "smtp-auth-level=always", "filter-level=require-auth"]


AUTH_PLAIN = "AUTH PLAIN " + base64.b64encode(b"\0joe\0secret").decode()


def test_authentication_in_clear_does_not_count_within_tls(tmp_path):
    server = servers.scripted(tmp_path)
    session, replies = after_starttls(tmp_path, server, [AUTH_PLAIN], checkpassword(tmp_path))
    with session:
        assert codes(replies) == ["235"]
        client = session.client
        client.ask("EHLO c")
        assert "354" not in codes(mail(client, ["x@example.com"], b""))
        client.ask("RSET")
        assert client.ask(AUTH_PLAIN)[:3] == "235"
        assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\n"))[-1] == "250"
        client.ask("QUIT")
        session.wait()
        lines = [line for line in session.log() if " from: a@b.test" in line]
    assert "auth: (unknown) encryption: TLS" in lines[0] and not lines[0].startswith("ALLOWED")
    assert "auth: joe encryption: TLS" in lines[-1] and lines[-1].startswith("ALLOWED")
    assert len(server.messages()) == 1


def test_auth_needs_a_new_ehlo(tmp_path):
    session, _ = after_starttls(tmp_path, servers.scripted(tmp_path), [], checkpassword(tmp_path))
    with session:
        assert session.client.ask(AUTH_PLAIN)[:3] == "503"
        assert "AUTH" in session.client.ask("EHLO c")
        assert session.client.ask(AUTH_PLAIN)[:3] == "235"


def test_auth_is_offered_within_tls_alone_where_it_is_required(tmp_path):
    lines = [*WITH_RSA, *checkpassword(tmp_path), "smtp-auth-require-tls"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        client = session.client
        client.read_reply()
        assert "AUTH" not in client.ask("EHLO c")
        assert client.ask(AUTH_PLAIN)[:3] in ("530", "538", "554")
        assert client.ask("STARTTLS")[:3] == "220"
        encrypted(client)
        assert "AUTH" in client.ask("EHLO c")
        assert client.ask(AUTH_PLAIN)[:3] == "235"


# What STARTTLS refuses.


def test_starttls_within_tls(tmp_path):
    with filtered(servers.scripted(tmp_path, "--starttls"), tmp_path, WITH_RSA) as session:
        client = start_tls(session.client)
        assert client.ask("STARTTLS")[:3] == "503"
        assert "STARTTLS" not in client.ask("EHLO c")
        assert client.ask("STARTTLS")[:3] == "503"
        assert client.ask("NOOP")[:3] == "250"


def test_starttls_within_smtps(tmp_path):
    with filtered(servers.scripted(tmp_path, "--starttls"), tmp_path, SMTPS) as session:
        client = encrypted(session.client)
        assert client.read_reply()[:3] == "220"
        assert "STARTTLS" not in client.ask("EHLO c")
        assert client.ask("STARTTLS")[:3] == "503"
        assert client.ask("QUIT")[:3] == "221"


@pytest.mark.parametrize("command, code", [("STARTTLS now", "501"), ("starttls", "220"), ("STARTTLS  ", "220")])
def test_starttls_takes_no_argument(command, code, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, WITH_RSA) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        assert session.client.ask(command)[:3] == code
        if code != "220":
            assert session.client.ask("NOOP")[:3] == "250"


def test_starttls_after_the_server_s_auth(tmp_path):
    """Nobody can make the server forget who the client is."""
    server = servers.scripted(tmp_path, "--auth", AUTH_PLAIN.rsplit(" ", 1)[1])
    with filtered(server, tmp_path, WITH_RSA) as session:
        client = session.client
        client.read_reply()
        assert "AUTH" in client.ask("EHLO c")
        assert client.ask(AUTH_PLAIN)[:3] == "235"
        assert client.ask("STARTTLS")[:3] == "503"
        assert client.ask("NOOP")[:3] == "250"


def test_level_none_hides_and_refuses(tmp_path):
    server = servers.scripted(tmp_path, "--starttls")
    with filtered(server, tmp_path, [*WITH_RSA, "tls-level=none"]) as session:
        session.client.read_reply()
        assert "STARTTLS" not in session.client.ask("EHLO c")
        assert session.client.ask("STARTTLS")[:3] == "454"
        assert session.client.ask("NOOP")[:3] == "250"


# A configuration that TLS can't begin with.


def broken_configurations(directory):
    """Names with lines of configuration, and the file that the ERROR must name."""
    bad, wrong = directory / "bad.pem", directory / "wrong"
    files = CERTIFICATES
    locked = [f"tls-certificate-file={files}/rsa.crt", f"tls-privatekey-file={files}/rsa-locked.key"]
    return {
        "no-certificate-in-it": ([f"tls-certificate-file={bad}"], bad),
        "missing": ([f"tls-certificate-file={directory}/none.pem"], directory / "none.pem"),
        "directory": ([f"tls-certificate-file={directory}"], directory),
        "no-key": ([f"tls-certificate-file={files}/rsa.crt"], f"{files}/rsa.crt"),
        "another-s-key": ([f"tls-certificate-file={files}/rsa.crt", f"tls-privatekey-file={files}/ec.key"], "rsa.crt"),
        "bad-key": ([f"tls-certificate-file={files}/rsa.crt", f"tls-privatekey-file={bad}"], bad),
        "no-password": (locked, "rsa-locked.key"),
        "wrong-password": ([*locked, "tls-privatekey-password=wrong"], "rsa-locked.key"),
        "wrong-password-file": ([*locked, f"tls-privatekey-password-file={wrong}"], "rsa-locked.key"),
        "missing-password-file": ([*locked, f"tls-privatekey-password-file={directory}/none"], directory / "none"),
        "weak": ([f"tls-certificate-file={files}/weak.pem"], "weak.pem"),
        "bad-dh": ([*WITH_RSA, f"tls-dhparams-file={bad}"], bad),
        "no-cipher": ([*WITH_RSA, "tls-cipher-list=NONSENSE"], "NONSENSE"),
    }


BROKEN = list(broken_configurations(pathlib.Path()))


def errors_of(session):
    session.wait()
    return [line for line in session.log() if line.startswith("ERROR: ")]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_configuration_leaves_mail_in_clear(name, tmp_path):
    (tmp_path / "bad.pem").write_text("no certificate\n")
    (tmp_path / "wrong").write_text("another word\n")
    lines, named = broken_configurations(tmp_path)[name]
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, lines) as session:
        client = session.client
        client.read_reply()
        assert "STARTTLS" in client.ask("EHLO c")
        assert client.ask("STARTTLS")[:3] == "454"
        assert "STARTTLS" not in client.ask("EHLO c")
        assert client.ask("STARTTLS")[:3] == "454"
        assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\n"))[-1] == "250"
        client.ask("QUIT")
        (error,) = errors_of(session)
        assert str(named) in error
    assert len(server.messages()) == 1
    assert "secret" not in session.standard_error() and "another word" not in session.standard_error()


@pytest.mark.parametrize("name", BROKEN)
def test_smtps_with_a_broken_configuration_says_nothing(name, tmp_path):
    (tmp_path / "bad.pem").write_text("no certificate\n")
    (tmp_path / "wrong").write_text("another word\n")
    lines, named = broken_configurations(tmp_path)[name]
    with filtered(servers.scripted(tmp_path), tmp_path, [*lines, "tls-level=smtps"]) as session:
        session.client.send(b"EHLO c\r\nMAIL FROM:<a@b.test>\r\n")
        assert session.client.read_bytes(1) == b""
        session.client.close()
        (error,) = errors_of(session)
        assert str(named) in error
        nobody_is_left(session)


def test_smtps_without_a_certificate_says_nothing(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, ["tls-level=smtps", "greeting-delay-secs=1"]) as session:
        assert session.client.read_bytes(1) == b""
        session.client.close()
        (error,) = errors_of(session)
        assert "tls-certificate-file" in error


# A server that has STARTTLS of its own.


def test_passthrough(tmp_path):
    """The scripted server sends back what comes after its 220."""
    with filtered(servers.scripted(tmp_path, "--starttls"), tmp_path) as session:
        client = session.client
        client.read_reply()
        assert "STARTTLS" in client.ask("EHLO c")
        assert client.ask("STARTTLS")[:3] == "220"
        client.send(b"\x16\x03\x01 not read by the filter\n")
        assert client.read_bytes(27) == b"\x16\x03\x01 not read by the filter\n"
        client.finish_sending()
        assert client.is_closed()
        session.wait()
        (line,) = [line for line in session.log() if "TLS_ENCRYPTED" in line]
        assert "encryption: TLS_PASSTHROUGH" in line


def test_nothing_takes_the_place_of_a_broken_certificate(tmp_path):
    """Within the server's TLS no filter would see anything, and a password would go out in clear."""
    lines = [f"tls-certificate-file={tmp_path}/none.pem", *checkpassword(tmp_path)]
    with filtered(servers.scripted(tmp_path, "--starttls"), tmp_path, lines) as session:
        client = session.client
        client.read_reply()
        client.ask("EHLO c")
        assert client.ask("STARTTLS")[:3] == "454"
        assert client.ask(AUTH_PLAIN)[:3] == "538"
        offer = client.ask("EHLO c")
        assert "STARTTLS" not in offer and "AUTH" not in offer
        client.ask("QUIT")
        (error,) = errors_of(session)
        assert "none.pem" in error


@pytest.mark.parametrize("certificate", [False, True], ids=["without-certificate", "broken-certificate"])
def test_no_passthrough_where_the_filter_must_see_the_dialogue(certificate, tmp_path):
    """Inside TLS between client and server nobody would judge relaying."""
    lines = ["smtp-auth-level=ondemand", f"smtp-auth-command={tmp_path}/none"]
    lines += [f"tls-certificate-file={tmp_path}/none.pem"] if certificate else []
    record = tmp_path / "record"
    with filtered(servers.scripted(tmp_path, "--starttls", "--record", str(record)), tmp_path, lines) as session:
        client = session.client
        client.read_reply()
        assert ("STARTTLS" in client.ask("EHLO c")) == certificate
        assert client.ask("STARTTLS")[:3] == "454"
        assert client.ask("NOOP")[:3] == "250"
        client.ask("QUIT")
        assert errors_of(session)
    assert b"STARTTLS" not in record.read_bytes()


def test_level_smtp_no_passthrough(tmp_path):
    lines = ["tls-level=smtp-no-passthrough"]
    with filtered(servers.scripted(tmp_path, "--starttls"), tmp_path, lines) as session:
        session.client.read_reply()
        assert "STARTTLS" not in session.client.ask("EHLO c")
        assert session.client.ask("STARTTLS")[:3] == "454"


# The module is missing.


def without_module(server, directory, lines):
    (directory / "bin").mkdir()
    alone = shutil.copy(FILTER, directory / "bin")
    command = [alone, "-f", str(write_configuration(directory, lines)), "--", *server.command]
    return Session(command, child_environment(server.environment), directory / "log")


@pytest.mark.parametrize("level", ["smtp", "smtps"])
def test_without_the_module(level, tmp_path):
    server = servers.scripted(tmp_path)
    with without_module(server, tmp_path, [*WITH_RSA, f"tls-level={level}"]) as session:
        client = session.client
        if level == "smtp":
            client.read_reply()
            client.ask("EHLO c")
            if client.ask("STARTTLS")[:3] == "220":
                pytest.skip("the module is installed on this machine")
            assert codes(mail(client, ["x@example.com"], b"Subject: x\r\n\r\n"))[-1] == "250"
        assert (client.ask("QUIT")[:3] == "221") == (level == "smtp")
        client.close()
        errors = errors_of(session)
        if level == "smtps" and not errors:
            pytest.skip("the module is installed on this machine")
        assert "spamweir-tls.so" in errors[0]
    assert len(server.messages()) == (level == "smtp")
