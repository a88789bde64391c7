"""A pipelined batch is answered in order and alike, whatever way its bytes are split."""

import pytest
from harness import servers
from harness.session import filtered

BATCH = (
    b"EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\nRCPT TO:<bad@example.com>\r\n"
    b"RCPT TO:<y@example.com>\r\nDATA\r\nSubject: x\r\n\r\nhello\r\n..dot\r\n.\r\nQUIT\r\n"
)
ANSWERS = [
    "220 mx.example.com ESMTP",
    "250-mx.example.com",
    "250-PIPELINING",
    "250 8BITMIME",
    "250 ok",
    "250 ok",
    "554 Refused. Mail is not being accepted at this address.",
    "250 ok",
    "354 go ahead",
    "250 ok 1234 qp 5678",
    "221 mx.example.com",
]
# The points are spread over several tests, so that they run in parallel.
PARTS = 4


def play(server, directory, pieces, lines):
    with filtered(server, directory, ["recipient-blacklist-entry=bad@example.com", *lines]) as session:
        client = session.client
        for piece in pieces:
            client.send(piece)
            client.wait_until_read()
        answers = client.read_to_end()
        assert session.wait() == 0
    return answers


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("filters", ["plain", "header-filter"])
def test_every_split_point(filters, part, tmp_path):
    lines = ["header-blacklist-entry=X-Spam: yes"] if filters == "header-filter" else []
    answers = [a.replace("354 go ahead", "354 Proceed.") for a in ANSWERS] if lines else ANSWERS
    for point in range(1 + part, len(BATCH), PARTS):
        directory = tmp_path / str(point)
        directory.mkdir()
        server = servers.scripted(directory)
        assert play(server, directory, [BATCH[:point], BATCH[point:]], lines) == answers, f"split at {point}"
        (message,) = server.messages()
        assert message.recipients == ["x@example.com", "y@example.com"]
        assert message.body == b"Subject: x\n\nhello\n.dot\n", f"split at {point}"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_small_pieces(size, tmp_path):
    server = servers.scripted(tmp_path)
    pieces = [BATCH[at : at + size] for at in range(0, len(BATCH), size)]
    assert play(server, tmp_path, pieces, []) == ANSWERS
    assert len(server.messages()) == 1


def test_all_at_once_with_half_closed_socket(tmp_path):
    """`printf … | nc` sends everything, then nothing more, and still gets every answer."""
    server = servers.scripted(tmp_path)
    with filtered(server, tmp_path, ["recipient-blacklist-entry=bad@example.com"]) as session:
        session.client.send(BATCH)
        session.client.finish_sending()
        assert session.client.read_to_end() == ANSWERS
    assert len(server.messages()) == 1
