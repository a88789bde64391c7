"""What a TLS session is made of: versions, certificates, names, tickets, the client's certificate; and who loads OpenSSL."""

import os
import pathlib
import re
import ssl
import subprocess

import pytest
from harness import servers
from harness.client import PATIENCE_SECS
from harness.session import child_environment, filtered
from harness.tcp import filtered_command, listening
from harness.tls import CERTIFICATES, SMTPS, TLS_PROBE, VERSIONS, WITH_RSA, context, encrypted

pytestmark = pytest.mark.skipif(not TLS_PROBE.exists(), reason="configured --without-tls")

TLS_BEGUN = re.compile(r"TLS begun: version: (\S+) cipher: (\S+) resumed: (\S+) server_name: (\S+) client_certificate: (\S+)")


def begun(text):
    """What the log says of each handshake: version, cipher, resumed, name, the client's certificate."""
    return TLS_BEGUN.findall(text)


def shake_hands(tmp_path, lines, settings=None, server_name=None):
    """One whole session; the server's certificate and the log's words."""
    with filtered(servers.scripted(tmp_path), tmp_path, [*lines, "tls-level=smtps"]) as session:
        client = encrypted(session.client, settings, server_name)
        assert client.read_reply()[:3] == "220"
        certificate = client.connection.getpeercert(binary_form=True)
        client.ask("QUIT")
        session.wait()
        (words,) = begun(session.standard_error())
    return certificate, words


def is_certificate(der, name):
    return der == ssl.PEM_cert_to_DER_cert((CERTIFICATES / name).read_text())


# Versions.


@pytest.mark.parametrize("version", VERSIONS)
def test_usual_versions(version, tmp_path):
    _, words = shake_hands(tmp_path, WITH_RSA, context(version))
    assert words[0] == f"TLSv{version}" and words[2] == "no"


def old(version):
    made = context()
    made.set_ciphers("ALL:@SECLEVEL=0")
    made.minimum_version = made.maximum_version = version
    return made


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions(version, tmp_path):
    """Refused unless they are asked for."""
    with filtered(servers.scripted(tmp_path), tmp_path, SMTPS) as session:
        with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
            encrypted(session.client, old(version))
        session.wait()
        assert any(line.startswith("FAILED_TLS") and "unsupported_protocol" in line for line in session.log())
    lines = [*WITH_RSA, "tls-protocols=tlsv1", "tls-protocols=tlsv1.1", "tls-cipher-list=ALL:@SECLEVEL=0"]
    assert shake_hands(tmp_path, lines, old(version))[1][0] in ("TLSv1", "TLSv1.1")


def test_one_version_alone(tmp_path):
    lines = [*WITH_RSA, "tls-protocols=tlsv1.3"]
    assert shake_hands(tmp_path, lines)[1][0] == "TLSv1.3"
    with filtered(servers.scripted(tmp_path), tmp_path, [*lines, "tls-level=smtps"]) as session:
        with pytest.raises(ssl.SSLError):
            encrypted(session.client, context("1.2"))


# Certificates and names.


def with_ciphers(words):
    made = context("1.2")
    made.set_ciphers(words)
    return made


def test_rsa_and_ecdsa_side_by_side(tmp_path):
    lines = [*WITH_RSA, f"tls-certificate-file={CERTIFICATES}/ec.pem"]
    certificate, words = shake_hands(tmp_path, lines, with_ciphers("ECDHE-RSA-AES256-GCM-SHA384"))
    assert is_certificate(certificate, "rsa.crt") and words[1] == "ECDHE-RSA-AES256-GCM-SHA384"
    certificate, words = shake_hands(tmp_path, lines, with_ciphers("ECDHE-ECDSA-AES256-GCM-SHA384"))
    assert is_certificate(certificate, "ec.crt") and words[1] == "ECDHE-ECDSA-AES256-GCM-SHA384"


def test_a_key_behind_a_password(tmp_path):
    password = tmp_path / "password"
    password.write_text("secret word\n")
    password.chmod(0o600)
    lines = [
        f"tls-certificate-file={CERTIFICATES}/rsa.crt",
        f"tls-privatekey-file={CERTIFICATES}/rsa-locked.key",
        f"tls-privatekey-password-file={password}",
    ]
    assert is_certificate(shake_hands(tmp_path, lines)[0], "rsa.crt")


NAMED = {
    "mail.example.com": "mail.crt",
    "MAIL.Example.Com": "mail.crt",
    "other.example.com": "rsa.crt",
    None: "rsa.crt",
    "broken.example.com": "rsa.crt",
    "mismatch.example.com": "rsa.crt",
}


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("version", VERSIONS)
def test_the_certificate_of_a_name(version, name, tmp_path):
    lines = [*WITH_RSA, f"tls-certificate-dir={CERTIFICATES}/names"]
    certificate, words = shake_hands(tmp_path, lines, context(version), name)
    assert is_certificate(certificate, NAMED[name])
    assert words[3].lower() == (name or "(none)").lower()
    errors = [line for line in (tmp_path / "log1").read_text().splitlines() if "ERROR" in line]
    assert len(errors) == (name is not None and name.startswith(("broken", "mismatch")))
    assert all(name in line for line in errors)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("given", [False, True])
def test_the_client_s_certificate(given, asked, version, tmp_path):
    lines = [*WITH_RSA, "tls-ask-client-certificate"] if asked else WITH_RSA
    settings = context(version, CERTIFICATES / "client.pem" if given else None)
    assert shake_hands(tmp_path, lines, settings)[1][4] == ("CN=joe,O=Example" if asked and given else "(none)")


# Tickets.


def ticket_keys(path, *seeds):
    path.write_bytes(b"".join(bytes([seed]) * 80 for seed in seeds))
    path.chmod(0o600)
    return f"tls-ticket-key-file={path}"


def connect_with_openssl(port, version, how, path):
    """One session of s_client's, that keeps its own in a file or takes it from there."""
    kind = "-tls" + version.replace(".", "_")
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-starttls", "smtp", "-ign_eof", kind, how, path]
    done = subprocess.run(
        command, input=b"QUIT\n", env=child_environment({}), capture_output=True, timeout=PATIENCE_SECS, check=False
    )
    return done.stdout


@pytest.mark.parametrize("keys", ["same", "rotated", "gone", "none"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_session_is_resumed_by_another_process(version, keys, tmp_path):
    path, kept = tmp_path / "tickets", tmp_path / "session"
    lines = [*WITH_RSA] if keys == "none" else [*WITH_RSA, ticket_keys(path, 1)]
    server = servers.scripted(tmp_path)
    with listening(filtered_command(server, tmp_path, lines), server.environment, tmp_path) as port:
        assert b"New, TLSv1" in connect_with_openssl(port, version, "-sess_out", kept)
        if keys == "rotated":
            ticket_keys(path, 2, 1)
        elif keys == "gone":
            ticket_keys(path, 2)
        if keys == "none" and not kept.exists():
            return
        shown = connect_with_openssl(port, version, "-sess_in", kept)
    resumes = keys in ("same", "rotated")
    assert (b"Reused, TLSv1" in shown) == resumes
    log = (tmp_path / "tcpserver.log").read_text()
    assert [words[2] for words in begun(log)] == ["no", "yes" if resumes else "no"]


@pytest.mark.parametrize("mode, content", [(0o644, b"k" * 80), (0o600, b"k" * 79), (0o600, b""), (0o600, None)])
def test_a_bad_ticket_key_file_costs_tickets_alone(mode, content, tmp_path):
    path = tmp_path / "tickets"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with filtered(servers.scripted(tmp_path), tmp_path, [*SMTPS, f"tls-ticket-key-file={path}"]) as session:
        client = encrypted(session.client, context("1.2"))
        assert client.read_reply()[:3] == "220"
        assert not client.connection.session.has_ticket
        client.ask("QUIT")
        session.wait()
        (error,) = [line for line in session.log() if line.startswith("ERROR")]
        assert str(path) in error


# What is loaded and open.


def mapped(process):
    return "libssl" in pathlib.Path(f"/proc/{process.pid}/maps").read_text()


def test_openssl_is_loaded_with_starttls_and_not_before(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, WITH_RSA) as session:
        client = session.client
        client.read_reply()
        assert "STARTTLS" in client.ask("EHLO c")
        assert not mapped(session.process)
        client.ask("STARTTLS")
        assert mapped(session.process)
        encrypted(client).ask("QUIT")


def test_a_process_that_never_meets_tls(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, WITH_RSA) as session:
        client = session.client
        client.read_reply()
        for command in ("EHLO c", "MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA", "x\r\n."):
            client.ask(command)
            assert not mapped(session.process)
        client.ask("QUIT")


def test_tls_opens_no_descriptor(tmp_path):
    """Certificates, keys and the module are closed once they are read."""
    lines = [*WITH_RSA, f"tls-certificate-dir={CERTIFICATES}/names", ticket_keys(tmp_path / "tickets", 1)]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        before = os.listdir(f"/proc/{session.process.pid}/fd")
        session.client.ask("STARTTLS")
        encrypted(session.client, server_name="mail.example.com").ask("NOOP")
        assert sorted(os.listdir(f"/proc/{session.process.pid}/fd")) == sorted(before)
        session.client.ask("QUIT")
