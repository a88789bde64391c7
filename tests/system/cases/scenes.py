"""What the tables' sessions do and what they look at."""

import base64
import re
import select
import ssl

from harness import authentication, tls
from harness.authentication import plain

BODY = "Subject: Win the LOTTERY\r\nMessage-ID: <1@b.test>\r\n\r\nhi\r\n"


def from_to(sender, recipient):
    """A scene: the reply to this recipient of this sender."""
    return lambda stage: stage.to_recipient(recipient, sender)


def to_foreign(stage):
    return stage.to_recipient("z@far.test")


def second_recipient(stage):
    stage.to_recipient()
    return stage.client.ask("RCPT TO:<y@example.com>")


def message(stage):
    """The reply to the end of data, with N for numbers of the queue."""
    stage.to_recipient()
    assert stage.client.ask("DATA")[:3] == "354"
    stage.client.send(BODY + ".\r\n")
    return re.sub(r"\d+ qp \d+", "N qp N", stage.client.read_reply())


def data_without_recipient(stage):
    client = stage.greeted()
    client.ask("MAIL FROM:<a@b.test>")
    return client.ask("DATA")


def early(stage):
    """The client talks before it is greeted."""
    stage.client.send("EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\n")
    return [stage.client.read_reply() for _ in range(4)][-1]


def _next_line(stage, secs):
    """What the filter says of its own accord, or "silence"."""
    readable, _, _ = select.select([stage.client.connection], [], [], None if stage.may_wait else secs)
    if readable:
        return stage.client.read_reply()
    stage.session.process.kill()
    return "silence"


def idle(stage):
    """The client says nothing."""
    stage.greeted()
    return _next_line(stage, 3.5)


def busy(stage):
    """The client talks and talks."""
    client = stage.greeted()
    rounds = 0
    while rounds < 35 or stage.may_wait:
        rounds += 1
        reply = client.ask("NOOP")
        if reply[:3] != "250":
            return reply
        if select.select([client.connection], [], [], 0.1)[0]:
            return client.read_reply()
    return reply


def patient_recipient(stage):
    """The reply to RCPT, if it comes."""
    client = stage.greeted()
    client.ask("MAIL FROM:<a@b.test>")
    client.send("RCPT TO:<x@example.com>\r\n")
    return _next_line(stage, 3.5)


def greeting(stage):
    return stage.client.read_reply()


# The log.


def levels(stage):
    """Which kinds of lines a refused recipient leaves."""
    stage.to_recipient()
    log = stage.log()
    kinds = {"info": "DENIED_", "verbose": "FILTER_", "excessive": "RCPT TO"}
    return " ".join(kind for kind, mark in kinds.items() if any(mark in line for line in log)) or "nothing"


def records(stage):
    """The records of full-log-dir."""
    stage.to_recipient()
    stage.log()
    files = list((stage.directory / "records").glob("[0-9]*"))
    return f"{len(files)} with {sum(b'RCPT TO:<x@example.com>' in path.read_bytes() for path in files)} of the session"


# Authentication.


def offer_of(keyword):
    """A scene: the line of the EHLO reply that begins with this."""

    def scene(stage):
        assert stage.client.read_reply()[:3] == "220"
        lines = stage.client.ask("EHLO c").splitlines()
        return next((line[4:] for line in lines if line[4:].startswith(keyword)), "nothing")

    return scene


def auth(words):
    return lambda stage: stage.greeted().ask(f"AUTH {words}")


def authenticated(stage):
    return auth(f"PLAIN {plain()}")(stage)


def authenticated_sender(stage):
    """The server has checked the password of joe."""
    client = stage.greeted()
    assert client.ask(f"AUTH PLAIN {plain()}")[:3] == "235"
    client.ask("MAIL FROM:<boss@example.com>")
    return client.ask("RCPT TO:<x@example.com>")


def host_of_challenge(stage):
    """Whether the host that CRAM-MD5's challenge names is mx.named.test."""
    prompt = stage.greeted().ask("AUTH CRAM-MD5")
    stage.client.ask("*")
    host = base64.b64decode(prompt[4:]).decode().strip("<>").rpartition("@")[2]
    return host if host.endswith("named.test") else "another host"


# TLS.


def certificate(stage):
    """Whose certificate a client of RSA ciphers gets; the reply to STARTTLS if there is none."""
    if "STARTTLS" not in offer_of("STARTTLS")(stage):
        return "not offered"
    reply = stage.client.ask("STARTTLS")
    if reply[:3] != "220":
        return reply
    settings = tls.context("1.2")
    settings.set_ciphers("aRSA")
    try:
        tls.encrypted(stage.client, settings)
    except ssl.SSLError:
        return "no such certificate"
    found = re.search(rb"\w+\.example\.com", stage.client.connection.getpeercert(binary_form=True))
    return found.group().decode()


def cipher(stage):
    """Whether the cipher is the one that the client likes least."""
    settings = tls.context("1.2")
    settings.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384:AES128-GCM-SHA256")
    tls.start_tls(stage.client, settings)
    return stage.client.connection.cipher()[0]


def begin_tls(stage):
    authentication.greeted(stage.session)
    return stage.client.ask("STARTTLS")


def into_tls(stage):
    """The reply to STARTTLS; then the client goes on within TLS."""
    reply = begin_tls(stage)
    tls.encrypted(stage.client).ask("EHLO c")
    return reply


def dh_bits(stage):
    """The size of the server's Diffie-Hellman prime, from its key exchange message (RFC 5246 7.4.3) as it came over the wire."""
    authentication.greeted(stage.session)
    assert stage.client.ask("STARTTLS")[:3] == "220"
    settings = tls.context("1.2")
    settings.set_ciphers("DHE-RSA-AES128-GCM-SHA256")
    client = tls.MemorySession(stage.client, settings)
    handshake = b"".join(body for kind, body in tls.records(client.tls.heard) if kind == 22)
    at = 0
    while handshake[at] != 12:
        at += 4 + int.from_bytes(handshake[at + 1 : at + 4], "big")
    return str(8 * int.from_bytes(handshake[at + 4 : at + 6], "big"))
