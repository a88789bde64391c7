"""full-log-dir: a record of a session is complete, and what went over the wire can be taken out of it again."""

import re
import resource
import stat

import pytest
from harness import servers, tls
from harness.client import codes, mail
from harness.scripted_name_server import ScriptedNameServer
from harness.session import filtered

NAME = re.compile(r"\d{8}_\d{6}_\d+_[0-9a-v]+$")
STAMP = rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} "
PIECE = re.compile(STAMP + rb"([A-Z]+(?: -> [A-Z]+)?) (\d+) bytes\n")
LINE = re.compile(STAMP + rb"LOG ([^\n]*)\n")
BODY = b"Subject: x\r\nX-Y: z\r\n\r\n..dot\r\n2026-11-27 03:41:07.123456 CLIENT -> FILTER 24 bytes\r\n\x00\xff\r\n"


class Record:
    """Takes a record to pieces; every byte of it must be accounted for."""

    def __init__(self, directory):
        (self.path,) = directory.iterdir()
        data = self.path.read_bytes()
        self.pieces, self.lines = {}, []
        while data:
            if piece := PIECE.match(data):
                end = piece.end() + int(piece[2])
                self.pieces[piece[1].decode()] = self.pieces.get(piece[1].decode(), b"") + data[piece.end() : end]
                assert data[end : end + 1] == b"\n"
                data = data[end + 1 :]
            else:
                line = LINE.match(data)
                assert line, data[:100]
                self.lines.append(line[1].decode("latin-1"))
                data = data[line.end() :]


def recorded(tmp_path, lines=()):
    directory = tmp_path / "records"
    directory.mkdir()
    return directory, [f"full-log-dir={directory}", "log-level=info", *lines]


class Wire:
    """Notes what a client says and hears."""

    def __init__(self, client):
        self.said, self.heard = b"", b""
        connection = client.connection
        self._send, self._recv = connection.sendall, connection.recv
        client.connection = self

    def sendall(self, data):
        self.said += data
        self._send(data)

    def recv(self, count):
        data = self._recv(count)
        self.heard += data
        return data

    def close(self):
        pass


@pytest.mark.parametrize("filters", [[], ["header-blacklist-entry=X-Never: y", "sender-blacklist-entry=@bad.test"]])
def test_the_bytes_of_all_directions_are_those_of_the_wire(filters, tmp_path):
    directory, lines = recorded(tmp_path, filters)
    with filtered(servers.scripted(tmp_path, "--record", str(tmp_path / "server")), tmp_path, lines) as session:
        connection = session.client.connection
        wire = Wire(session.client)
        session.client.read_reply()
        session.client.ask("EHLO c")
        session.client.send("MAIL FROM:<a@bad.test>\r\nRSET\r\nNOOP\n")
        assert codes([session.client.read_reply() for _ in range(3)]) == ["250"] * 3
        assert codes(mail(session.client, ["x@example.com"], BODY))[-1] == "250"
        session.client.ask("QUIT")
        assert session.client.read_to_end() == []
        connection.close()
        session.wait()
    record = Record(directory)
    assert NAME.match(record.path.name) and record.path.name.split("_")[2] == str(session.process.pid)
    assert stat.S_IMODE(record.path.stat().st_mode) == 0o600
    assert record.pieces["CLIENT -> FILTER"] == wire.said
    assert record.pieces["FILTER -> CLIENT"] == wire.heard
    assert record.pieces["FILTER -> SERVER"] == (tmp_path / "server").read_bytes()
    # What the server says passes, but for the answers of the filter.
    if not filters:
        assert record.pieces["SERVER -> FILTER"] == wire.heard


def test_settings_and_lines_of_every_level_are_in_it(tmp_path):
    directory, lines = recorded(tmp_path, ["max-recipients=7", "frobnicate=1", "tls-privatekey-password=geheim"])
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        mail(session.client, ["x@far.test"], BODY)
        session.client.ask("QUIT")
        session.wait()
        logged = session.log()
    record = Record(directory)
    assert b"max-recipients=7\n" in record.pieces["SETTINGS"]
    assert b"geheim" not in record.path.read_bytes()
    assert b"frobnicate" in record.pieces["CONFIGURATION"]
    # At level info, whatever the log itself shows; and what no level below debug would.
    assert [line for line in record.lines if line in logged] == [line for line in logged if "frobnicate" not in line]
    assert "FILTER_RELAYING" in record.lines and "FILTER_RELAYING" not in logged


def test_within_tls_it_is_in_clear(tmp_path):
    directory, lines = recorded(tmp_path, tls.WITH_RSA)
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        client = tls.start_tls(session.client)
        client.ask("EHLO within")
        client.ask("QUIT")
        session.wait()
    record = Record(directory)
    assert record.pieces["CLIENT -> FILTER"] == b"EHLO c\r\nSTARTTLS\r\nEHLO within\r\nQUIT\r\n"
    assert record.pieces["FILTER -> CLIENT"].endswith(b"221 mx.example.com\r\n")


@pytest.mark.parametrize("place", ["missing", "file"])
def test_a_session_that_can_t_be_recorded_goes_on(place, tmp_path):
    (tmp_path / "file").write_text("")
    with filtered(servers.scripted(tmp_path), tmp_path, [f"full-log-dir={tmp_path}/{place}"]) as session:
        session.client.read_reply()
        assert codes(mail(session.client, ["x@example.com"], BODY))[-1] == "250"
        session.client.ask("QUIT")
        session.wait()
        errors = [line for line in session.log() if line.startswith("ERROR")]
    assert len(errors) == 1 and f"full-log-dir={tmp_path}/{place}: " in errors[0]


def test_a_full_disk_ends_the_record_and_not_the_session(tmp_path):
    """A limit on the size of files stands for the disk: what can't be written is an error, once."""
    directory, lines = recorded(tmp_path)
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        resource.prlimit(session.process.pid, resource.RLIMIT_FSIZE, (16384, 16384))
        assert codes(mail(session.client, ["x@example.com"], BODY * 500))[-1] == "250"
        session.client.ask("QUIT")
        session.wait()
        errors = [line for line in session.log() if line.startswith("ERROR")]
    assert len(errors) == 1 and str(directory) in errors[0] and "File too large" in errors[0]


def test_no_level_shows_a_password(tmp_path):
    """The record has every byte; the lines of the log, of which it has all levels, have none of them."""
    lines = ["log-level=excessive", "smtp-auth-level=ondemand", "smtp-auth-command=/bin/true"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        session.client.read_reply()
        session.client.ask("EHLO c")
        assert session.client.ask("AUTH PLAIN AHVzZXIAZ2VoZWlt")[:3] == "235"
        session.client.ask("RSET")
        assert session.client.ask("AUTH LOGIN")[:3] in ("334", "503")
        session.client.ask("AHVzZXIAZ2VoZWlt")
        session.client.ask("QUIT")
        session.wait()
        logged = session.log()
    assert "client: AUTH (not shown)" in logged and "server: 250-mx.example.com" in "\n".join(logged)
    assert not any("AHVzZXIAZ2VoZWlt" in line or "geheim" in line for line in logged)


def test_debug_tells_facts_and_answers(tmp_path):
    (tmp_path / "cd" / "_recipient_").mkdir(parents=True)
    (tmp_path / "cd" / "_recipient_" / "com").write_text("reject-empty-rdns=no\n")
    with ScriptedNameServer([("44.33.22.11.in-addr.arpa", "PTR", "mail.b.test")]) as dns:
        lines = ["log-level=debug", f"dns-server-ip={dns.option}", "reject-empty-rdns", "ip-blacklist-entry=1.2.3",
                 f"config-dir={tmp_path}/cd"]
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            session.client.read_reply()
            mail(session.client, ["x@example.com"], BODY)
            session.client.ask("QUIT")
            session.wait()
            logged = session.log()
    for line in ["DNS: PTR 44.33.22.11.in-addr.arpa: found mail.b.test", "fact: rdns: mail.b.test",
                 "fact: ip_blacklist: no match", "fact: recipient_locality: local",
                 f"config-dir: read {tmp_path}/cd/_recipient_/com",
                 "the server behind the filter ended: exit status 0"]:
        assert line in logged, line
