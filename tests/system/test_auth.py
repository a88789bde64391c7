"""SMTP AUTH with real clients and real programs that check passwords."""

import os
import pathlib
import re
import smtplib
import subprocess

import pytest
from harness import servers
from harness.authentication import CERTIFICATES, PASSWORD, QUICK, RIGHT, USER, begin_tls, encoded, greeted, plain
from harness.client import PATIENCE_SECS
from harness.paths import BUILD, FILTER, program
from harness.session import child_environment, filtered, write_configuration
from harness.tcp import filtered_command, listening

MECHANISMS = ["LOGIN", "PLAIN", "CRAM-MD5"]
# What is offered at each level, by a server without AUTH and by one with LOGIN and PLAIN.
OFFERED = {
    "none": ([], []),
    "observe": ([], ["LOGIN", "PLAIN"]),
    "ondemand": (["LOGIN", "PLAIN"], ["LOGIN", "PLAIN"]),
    "ondemand-encrypted": (MECHANISMS, ["LOGIN", "PLAIN"]),
    "always": (["LOGIN", "PLAIN"], ["LOGIN", "PLAIN"]),
    "always-encrypted": (MECHANISMS, MECHANISMS),
}
TLS = [f"tls-certificate-file={CERTIFICATES}/rsa.pem"]
with_tls = pytest.mark.skipif(not (BUILD / "tests" / "tls_probe").exists(), reason="configured --without-tls")
SWAKS_REFUSED = 28  # no way to authenticate, or it failed


def needed(name):
    path = program(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def swaks_knows_tls():
    tried = subprocess.run(["perl", "-MNet::SSLeay", "-e1"], env=child_environment({}), capture_output=True, check=False)
    return tried.returncode == 0


def offering(mechanism, directory):
    """A server whose own AUTH takes the user with this mechanism."""
    words = plain() if mechanism == "PLAIN" else f"{encoded(USER)}:{encoded(PASSWORD)}"
    return servers.scripted(directory, "--auth", words)


def swaks(server, configuration, mechanism, password, *more):
    """Goes as far as RCPT for a foreign address, which needs authentication; the exit code and what was said."""
    command = f"{FILTER} -f {configuration} -- {' '.join(server.command)}"
    options = ["--pipe", command, "--helo", "c", "--from", "a@b.test", "--to", "z@far.test", "--quit-after", "RCPT"]
    options += ["--timeout", str(PATIENCE_SECS), "--auth-user", USER, "--auth-password", password]
    done = subprocess.run(
        [needed("swaks"), *options, "--auth", mechanism, *more],
        env=child_environment(server.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def replied(code, said):
    """The server's lines only: a process number may hold the same digits."""
    return re.search(rf"^<[-~*]* +{code} ", said, re.MULTILINE) is not None


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("with_own", [False, True], ids=["bare-server", "server-with-auth"])
@pytest.mark.parametrize("level", OFFERED)
def test_swaks(level, with_own, mechanism, tmp_path):
    server = offering(mechanism, tmp_path) if with_own else servers.scripted(tmp_path)
    configuration = write_configuration(tmp_path, [f"smtp-auth-level={level}", RIGHT, *QUICK])
    offered = mechanism in OFFERED[level][with_own]
    code, said = swaks(server, configuration, mechanism, PASSWORD)
    assert code == (0 if offered else SWAKS_REFUSED), said
    assert replied("235", said) == offered
    code, said = swaks(server, configuration, mechanism, "wrong")
    assert code == SWAKS_REFUSED, said
    assert replied("535", said) == offered


@with_tls
@pytest.mark.skipif(not swaks_knows_tls(), reason="swaks lacks Net::SSLeay")
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_swaks_within_tls(mechanism, tmp_path):
    server = servers.scripted(tmp_path)
    lines = ["smtp-auth-level=ondemand-encrypted", "smtp-auth-require-tls=yes", RIGHT, *QUICK, *TLS]
    configuration = write_configuration(tmp_path, lines)
    assert swaks(server, configuration, mechanism, PASSWORD)[0] == SWAKS_REFUSED
    code, said = swaks(server, configuration, mechanism, PASSWORD, "-tls")
    assert code == 0, said
    code, said = swaks(server, configuration, mechanism, "wrong", "-tls")
    assert code == SWAKS_REFUSED and replied("535", said), said


def curl(port, mechanism, password, secure):
    command = [needed("curl"), "--silent", "--show-error", f"smtp://127.0.0.1:{port}/c", "--upload-file", "-"]
    command += ["--mail-from", "a@b.test", "--mail-rcpt", "z@far.test", "--user", f"{USER}:{password}"]
    command += ["--login-options", f"AUTH={mechanism}", *(["--ssl-reqd", "--insecure"] if secure else [])]
    done = subprocess.run(command, input=b"Subject: x\r\n\r\nhi\r\n", capture_output=True, check=False)
    return done.returncode == 0


def talk_smtplib(port, mechanism, password, secure):
    with smtplib.SMTP("127.0.0.1", port, "c.test", PATIENCE_SECS) as client:
        if secure:
            client.starttls()
        client.ehlo()
        client.user, client.password = USER, password
        authenticate = getattr(client, "auth_" + mechanism.lower().replace("-", "_"))
        try:
            client.auth(mechanism, authenticate, initial_response_ok=mechanism != "CRAM-MD5")
            client.sendmail("a@b.test", ["z@far.test"], "Subject: x\n\nhi\n")
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPRecipientsRefused):
            return False
        return True


@pytest.mark.parametrize("secure", [False, pytest.param(True, marks=with_tls)], ids=["clear", "tls"])
@pytest.mark.parametrize("talk", [curl, talk_smtplib])
def test_other_clients(talk, secure, tmp_path):
    server = servers.scripted(tmp_path)
    lines = ["smtp-auth-level=always-encrypted", RIGHT, *QUICK, *TLS]
    with listening(filtered_command(server, tmp_path, lines), server.environment, tmp_path) as port:
        for mechanism in MECHANISMS:
            assert talk(port, mechanism, PASSWORD, secure), mechanism
            assert not talk(port, mechanism, "wrong", secure), mechanism
    assert len(server.messages()) == len(MECHANISMS)


def test_a_real_checkpassword(tmp_path):
    """cvm-checkpassword, with the users in a file of its own: neither the machine's users nor its settings take part."""
    checker, module = needed("cvm-checkpassword"), needed("cvm-pwfile")
    users = tmp_path / "users"
    hashed = subprocess.run(["openssl", "passwd", "-5", PASSWORD], capture_output=True, text=True, check=True).stdout.strip()
    users.write_text(f"{USER}:{hashed}:{os.getuid()}:{os.getgid()}:Joe:{tmp_path}:/bin/sh\n")
    environment = {"CVM_PWFILE_PATH": str(users), "CVM_PWFILE_PWCMP": "crypt"}
    line = f"smtp-auth-command={checker} cvm-command:{module} /bin/sh -c 'test $USER = {USER}'"
    lines = ["smtp-auth-level=always", line.replace("'", '"'), *QUICK]
    with filtered(servers.scripted(tmp_path), tmp_path, lines, environment) as session:
        client = greeted(session)
        assert client.ask(f"AUTH PLAIN {plain('wrong')}")[:3] == "535"
        nobody = encoded(f"\0jim\0{PASSWORD}")
        assert client.ask(f"AUTH PLAIN {nobody}")[:3] == "535"
        assert client.ask(f"AUTH PLAIN {plain()}")[:3] == "235"


def test_the_server_sees_nothing_of_the_filter_s_own_dialogue(tmp_path):
    server = servers.scripted(tmp_path, "--record", str(tmp_path / "record"), "--auth", plain())
    with filtered(server, tmp_path, ["smtp-auth-level=always", RIGHT, *QUICK]) as session:
        client = greeted(session)
        client.send(f"AUTH LOGIN\r\n{encoded(USER)}\r\n\1{encoded(PASSWORD)}\r\nAUTH PLAIN\r\n*\r\nAUTH\r\n")
        client.send_bytewise(f"AUTH PLAIN\r\n{plain('wrong')}\r\nAUTH LOGIN\r\n{'x' * 13000}\r\nAUTH FOO\r\n".encode())
        client.send(f"AUTH PLAIN {plain()}\r\nQUIT\r\n")
        codes = [line[:3] for line in client.read_to_end()]
    assert codes == "334 334 500 334 501 501 334 535 334 500 504 235 221".split()
    assert (tmp_path / "record").read_bytes() == b"EHLO c\r\nQUIT\r\n"


# ---- Relaying.


@pytest.mark.parametrize("level", ["ondemand", "always"])
def test_relaying_is_for_those_who_authenticated(level, tmp_path):
    """qmail's own rcpthosts would refuse the address: it gets RELAYCLIENT, and the filter judges alone."""
    server = servers.mailfront_qmail(tmp_path)
    with filtered(server, tmp_path, [f"smtp-auth-level={level}", RIGHT, *QUICK]) as session:
        client = greeted(session)
        replies = []
        for step in ("", f"AUTH PLAIN {plain('wrong')}", f"AUTH PLAIN {plain()}"):
            if step:
                client.ask(step)
            client.ask("MAIL FROM:<a@b.test>")
            replies.append(client.ask("RCPT TO:<z@far.test>"))
            if replies[-1][:3] != "250":
                client.ask("RSET")
        client.ask("DATA")
        client.send("Subject: x\r\n\r\nhi\r\n.\r\n")
        assert client.read_reply()[:3] == "250"
        client.ask("QUIT")
        session.wait()
        log = session.log()
    refused = "554 Refused. Sending to remote addresses (relaying) is not allowed."
    assert replies[:2] == [refused, refused] and replies[2][:3] == "250"
    verdicts = [line.split()[0] for line in log if line.startswith(("DENIED", "ALLOWED"))]
    assert verdicts == ["DENIED_RELAYING", "DENIED_RELAYING", "ALLOWED_AUTHENTICATED", "ALLOWED"]
    (message,) = server.messages()
    assert message.recipients == ["z@far.test"]


@pytest.mark.parametrize("level", ["none", "observe"])
def test_where_the_server_judges_it_has_no_relayclient(level, tmp_path):
    server = servers.shell(f"env >{tmp_path}/environment; echo 220 mx; cat >/dev/null")
    with filtered(server, tmp_path, [f"smtp-auth-level={level}", RIGHT]) as session:
        assert session.client.read_reply()[:3] == "220"
    assert "RELAYCLIENT" not in pathlib.Path(tmp_path / "environment").read_text()


def test_block_all_beats_authentication(tmp_path):
    """Nobody gets RELAYCLIENT either."""
    server = servers.mailfront_qmail(tmp_path)
    lines = ["smtp-auth-level=always", "relay-level=block-all", RIGHT, *QUICK]
    with filtered(server, tmp_path, lines, {"RELAYCLIENT": ""}) as session:
        client = greeted(session)
        assert client.ask(f"AUTH PLAIN {plain()}")[:3] == "235"
        client.ask("MAIL FROM:<a@b.test>")
        assert client.ask("RCPT TO:<z@far.test>")[:3] == "554"
        assert client.ask("RCPT TO:<x@example.com>")[:3] == "250"
        client.ask("QUIT")


@with_tls
def test_starttls_forgets_who_the_client_is(tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, ["smtp-auth-level=always", RIGHT, *QUICK, *TLS]) as session:
        client = greeted(session)
        assert client.ask(f"AUTH PLAIN {plain()}")[:3] == "235"
        begin_tls(client)
        client.ask("MAIL FROM:<a@b.test>")
        assert client.ask("RCPT TO:<z@far.test>")[:3] == "554"
        client.ask("RSET")
        assert client.ask(f"AUTH PLAIN {plain()}")[:3] == "235"
        client.ask("MAIL FROM:<a@b.test>")
        assert client.ask("RCPT TO:<z@far.test>")[:3] == "250"
        client.ask("QUIT")
