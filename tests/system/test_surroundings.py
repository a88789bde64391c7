"""What the filter takes from its environment and what it gives the server: SMTPS, and the name of this host."""

import base64

import pytest
from harness import servers, tls
from harness.scripted_name_server import ScriptedNameServer
from harness.session import filtered

SMTPS = {"SMTPS": "1"}
# Says what it was told, then sends back what it gets.
ECHO = "printf '220 %s\\r\\n' \"${SMTPS-none}\"; cat"


def test_smtps_in_the_environment_begins_tls(tmp_path):
    """As tls-level=smtps does; the server behind must not think that TLS is its own."""
    with filtered(servers.shell(ECHO), tmp_path, tls.WITH_RSA, environment=SMTPS) as session:
        client = tls.encrypted(session.client)
        assert client.read_reply() == "220 none"
        client.connection.unwrap()


@pytest.mark.parametrize("value", ["0", ""])
def test_smtps_that_says_no(value, tmp_path):
    with filtered(servers.scripted(tmp_path), tmp_path, tls.WITH_RSA, environment={"SMTPS": value}) as session:
        assert session.client.read_reply() == "220 mx.example.com ESMTP"
        assert "STARTTLS" in session.client.ask("EHLO c")
        session.client.ask("QUIT")


def test_without_a_certificate_the_server_has_the_bytes(tmp_path):
    """However long the greeting is held, and whatever the bytes look like."""
    lines = ["greeting-delay-secs=3600", "log-level=info"]
    with filtered(servers.shell(ECHO), tmp_path, lines, environment=SMTPS) as session:
        assert session.client.read_reply() == "220 1"
        said = b"\x16\x03\x01EHLO c\nMAIL FROM:<>\r\n" + bytes(range(256))
        session.client.send(said)
        assert session.client.read_bytes(len(said)) == said
        session.client.close()
        session.wait()
        (line,) = session.log()
    assert line.startswith("TLS_ENCRYPTED from: (unknown)") and " encryption: TLS_PASSTHROUGH " in line


@pytest.mark.parametrize(
    "lines,words",
    [
        (["relay-level=allow-all"], "SMTPS refused: relay-level"),
        (["tls-level=none"], "SMTPS is set"),
        (["tls-level=smtp-no-passthrough"], "SMTPS is set"),
        (["tls-cipher-list=!!!", "tls-level=frobnicate"], "SMTPS is set"),
    ],
)
def test_where_tls_can_t_be_nothing_is_said_in_clear(lines, words, tmp_path):
    with filtered(servers.shell(ECHO), tmp_path, lines, environment=SMTPS) as session:
        assert session.client.read_to_end() == []
        session.wait()
        assert any(line.startswith(f"ERROR: {words}") for line in session.log()), session.log()


@pytest.mark.parametrize(
    "lines,code",
    [
        (["filter-level=reject-all"], "DENIED_REJECT_ALL"),
        (["ip-blacklist-entry=11.22"], "DENIED_BLACKLIST_IP"),
        (["dns-blacklist-entry=rbl.test"], "DENIED_RBL_MATCH"),
    ],
)
def test_who_is_refused_gets_no_tls_of_the_servers(lines, code, tmp_path):
    """Nothing that the client could say within it would be heard; with the server's AUTH it might be spared, as after STARTTLS."""
    with ScriptedNameServer([("44.33.22.11.rbl.test", "A", "127.0.0.2")]) as dns:
        lines = [*lines, f"dns-server-ip={dns.option}"]
        with filtered(servers.shell("cat >/dev/null"), tmp_path, lines, environment=SMTPS) as session:
            session.client.send(b"\x16\x03\x01hello")
            assert session.client.read_to_end() == []
            session.wait()
            assert [line.split()[0] for line in session.log() if not line.startswith("FILTER_")] == [code]


def test_no_421_in_clear_where_the_server_speaks_tls(tmp_path):
    with filtered(servers.shell(ECHO), tmp_path, ["run-as-user=no-such-user"], environment=SMTPS) as session:
        assert session.client.read_to_end() == []


def test_a_slow_hostname_command_is_asked_once(tmp_path):
    lines = ["hostname-command=/bin/sh -c \"echo >>{dir}/asked; echo slow.test\""]
    lines = [line.format(dir=tmp_path) for line in lines]
    with filtered(servers.scripted(tmp_path), tmp_path, AUTH + lines) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        for _ in range(3):
            assert session.client.ask("AUTH CRAM-MD5")[:3] == "334"
            session.client.ask("*")
        session.client.ask("QUIT")
        session.wait()
    assert (tmp_path / "asked").read_text() == "\n"


def challenge(session):
    client = session.client
    client.read_reply()
    client.ask("EHLO c")
    text = base64.b64decode(client.ask("AUTH CRAM-MD5").split()[1]).decode()
    client.ask("*")
    client.ask("QUIT")
    session.wait()
    return text.rsplit("@")[1].rstrip(">")


AUTH = ["smtp-auth-level=ondemand-encrypted", "smtp-auth-command=/bin/true"]
NAMES = {
    "TCPLOCALHOST": ([], "local.test"),
    "a file": (["hostname-file={dir}/me"], "file.test"),
    "a command": (["hostname-file={dir}/me", "hostname-command=/bin/echo command.test more"], "command.test_more"),
    "a name": (["hostname-command=/bin/echo command.test", "hostname=name.test"], "name.test"),
}
FAILURES = {
    "no such file": (["hostname-file={dir}/none"], "local.test", "hostname-file={dir}/none: No such file"),
    "no such command": (["hostname-command=/no/such", "hostname-file={dir}/me"], "file.test", "hostname-command=/no/such: can't"),
    "a command that fails": (["hostname-command=/bin/false", "hostname-file={dir}/me"], "file.test", "exit status 1"),
}


@pytest.mark.parametrize("lines,want", NAMES.values(), ids=NAMES.keys())
def test_the_name_of_this_host(lines, want, tmp_path):
    (tmp_path / "me").write_text("file.test\nmore\n")
    lines = [line.format(dir=tmp_path) for line in lines]
    with filtered(servers.scripted(tmp_path), tmp_path, AUTH + lines, environment={"TCPLOCALHOST": "local.test"}) as session:
        assert challenge(session) == want
        assert not [line for line in session.log() if line.startswith("ERROR: hostname")]


@pytest.mark.parametrize("lines,want,error", FAILURES.values(), ids=FAILURES.keys())
def test_a_name_that_can_t_be_had(lines, want, error, tmp_path):
    (tmp_path / "me").write_text("file.test\n")
    lines = [line.format(dir=tmp_path) for line in lines]
    with filtered(servers.scripted(tmp_path), tmp_path, AUTH + lines, environment={"TCPLOCALHOST": "local.test"}) as session:
        assert challenge(session) == want
        errors = [line for line in session.log() if line.startswith("ERROR: hostname")]
    assert len(errors) == 1 and error.format(dir=tmp_path) in errors[0]
