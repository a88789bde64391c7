"""TLS clients: Python's own over a connection, and one over bytes in memory that can stop, record and damage."""

import ssl

from .client import PATIENCE_SECS
from .paths import BUILD

CERTIFICATES = BUILD / "tests" / "certificates"
TLS_PROBE = BUILD / "tests" / "tls_probe"
WITH_RSA = [f"tls-certificate-file={CERTIFICATES}/rsa.pem"]
SMTPS = [*WITH_RSA, "tls-level=smtps"]
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}

HANDSHAKE_RECORDS = (20, 21, 22, 23)  # RFC 8446 5.1: change_cipher_spec, alert, handshake, application_data


def context(version=None, certificate=None):
    """A client's, that believes every certificate; of one version of TLS or of all that are usual."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if version is not None:
        made.minimum_version = made.maximum_version = VERSIONS[version]
    if certificate is not None:
        made.load_cert_chain(certificate)
    return made


def encrypted(client, settings=None, server_name=None):
    """Shakes hands: from here on the client speaks within TLS."""
    client.connection = (settings or context()).wrap_socket(client.connection, server_hostname=server_name)
    return client


def start_tls(client, settings=None, server_name=None):
    """From before the greeting to TLS."""
    assert client.read_reply()[:3] == "220"
    assert "STARTTLS" in client.ask("EHLO c")
    assert client.ask("STARTTLS")[:3] == "220"
    return encrypted(client, settings, server_name)


class MemoryClient:
    """TLS over bytes in memory. What it wants to send is taken with take(); what the server sent is given to feed(). Keeps
    what it heard, as it came over the wire."""

    def __init__(self, settings=None, session=None):
        self.heard = b""
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = (settings or context()).wrap_bio(self._in, self._out, session=session)
        self.is_open = False
        self.was_told_end = False  # by close_notify
        self._go_on()

    def _go_on(self):
        try:
            self._tls.do_handshake()
            self.is_open = True
        except ssl.SSLWantReadError:
            pass

    def take(self):
        return self._out.read()

    def feed(self, data):
        self.heard += data
        self._in.write(data)
        if not self.is_open:
            self._go_on()

    def write(self, text):
        self._tls.write(text)

    def read(self):
        """What can be read now."""
        text = b""
        while not self.was_told_end:
            try:
                piece = self._tls.read(65536)
            except ssl.SSLWantReadError:
                break
            except ssl.SSLZeroReturnError:
                piece = b""
            self.was_told_end = not piece
            text += piece
        return text

    def close(self):
        """Queues close_notify."""
        try:
            self._tls.unwrap()
        except (ssl.SSLWantReadError, ssl.SSLSyscallError):
            pass


class MemorySession:
    """A MemoryClient at work over a Client's connection."""

    def __init__(self, client, settings=None):
        self.connection = client.connection
        self.connection.settimeout(PATIENCE_SECS)
        self.tls = MemoryClient(settings)
        while not self.tls.is_open:
            self._exchange()
        self.flush()

    def _exchange(self):
        self.flush()
        data = self.connection.recv(65536)
        assert data, "the server went"
        self.tls.feed(data)

    def flush(self):
        # Even sending nothing fails where the peer has gone, though what it said is still to be read.
        if data := self.tls.take():
            self.connection.sendall(data)

    def send(self, text):
        self.tls.write(text)
        self.flush()

    def read_reply(self):
        """One reply; nothing may follow it."""
        text = self.tls.read()
        while not text.endswith(b"\r\n") or text.splitlines()[-1][3:4] == b"-":
            self._exchange()
            text += self.tls.read()
        return text.decode("latin-1").strip()

    def ask(self, command):
        self.send(command.encode("latin-1") + b"\r\n")
        return self.read_reply()

    def close_notify(self):
        self.tls.close()
        self.flush()

    def read_to_end(self):
        """What comes until the connection is closed, and whether close_notify came before that."""
        text = self.tls.read()
        while data := self.connection.recv(65536):
            self.tls.feed(data)
            text += self.tls.read()
        return text, self.tls.was_told_end


def records(data):
    """Pairs of type and body; the last one may be cut off. Fails where the bytes are none of TLS."""
    found = []
    while data:
        kind, size = data[0], int.from_bytes(data[3:5], "big")
        assert kind in HANDSHAKE_RECORDS, f"said in clear: {data[:80]!r}"
        assert data[1:2] in (b"", b"\x03") and size <= 16384 + 256, f"no record: {data[:80]!r}"
        found.append((kind, data[5 : 5 + size]))
        data = data[5 + size :]
    return found
