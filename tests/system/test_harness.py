"""The servers behind the filter, alone: so that a failure elsewhere is the filter's."""

import pytest
from harness import servers
from harness.client import codes, mail
from harness.session import bare

BODY = b"Subject: x\r\n\r\nhello\r\n..a dot\r\n"


@pytest.mark.parametrize("make", [servers.mailfront, servers.mailfront_qmail, servers.exim4, servers.scripted])
def test_a_server_keeps_what_it_accepts(make, tmp_path):
    server = make(tmp_path)
    with bare(server, tmp_path) as session:
        client = session.client
        assert client.read_reply().startswith("220 mx.example.com")
        assert client.ask("EHLO c").startswith("250-mx.example.com")
        assert codes(mail(client, ["x@example.com", "y@example.com"], BODY)) == ["250", "250", "250", "354", "250"]
        assert client.ask("QUIT").startswith("221")
        assert client.is_closed()
    (message,) = server.messages()
    assert message.sender == "a@b.test"
    assert message.recipients == ["x@example.com", "y@example.com"]
    assert message.body.endswith(b"hello\n.a dot\n")


@pytest.mark.parametrize("make", [servers.mailfront_qmail, servers.exim4])
@pytest.mark.parametrize("relayclient", [False, True])
def test_a_server_relays_for_relayclient_alone(make, relayclient, tmp_path):
    environment = {"RELAYCLIENT": ""} if relayclient else {}
    with bare(make(tmp_path), tmp_path, environment) as session:
        client = session.client
        client.read_reply()
        client.ask("EHLO c")
        client.ask("MAIL FROM:<a@b.test>")
        assert (client.ask("RCPT TO:<z@far.test>")[:3] == "250") == relayclient
        client.ask("QUIT")
