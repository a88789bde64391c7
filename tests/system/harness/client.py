"""A client that speaks bytes: it sends what it is told, and reads replies line by line. Waiting has an end only so that a
broken server fails a test instead of holding it up."""

import array
import fcntl
import re
import select
import socket
import termios
import time

PATIENCE_SECS = 60


class Client:
    def __init__(self, connection):
        self.connection = connection
        self.connection.settimeout(PATIENCE_SECS)
        self._unread = b""

    @classmethod
    def connect(cls, port, host="127.0.0.1"):
        return cls(socket.create_connection((host, port), PATIENCE_SECS))

    def send(self, data):
        self.connection.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))

    def send_bytewise(self, data):
        """Each byte is read before the next one is sent, so that the other side meets every possible split."""
        for byte in data:
            self.connection.sendall(bytes([byte]))
            self.wait_until_read()

    def send_while_taken(self, data):
        """Sends until the other side has not taken anything for a while; returns how much went."""
        sent = 0
        while sent < len(data) and select.select([], [self.connection], [], 0.5)[1]:
            sent += self.connection.send(data[sent : sent + 4096])
        return sent

    def wait_until_read(self):
        """Returns when the other side has taken what was sent (local sockets only), or is gone, or seems not to want it."""
        pending = array.array("i", [0])
        give_up = time.monotonic() + 2
        while time.monotonic() < give_up:
            fcntl.ioctl(self.connection, termios.TIOCOUTQ, pending)
            if pending[0] == 0:
                return
            time.sleep(0.00005)

    def finish_sending(self):
        self.connection.shutdown(socket.SHUT_WR)

    def close(self):
        self.connection.close()

    def reset(self):
        """Vanishes with a RST (TCP) instead of an end of file."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def read_line(self):
        """The next line without its end; an empty string when the connection is closed."""
        while b"\n" not in self._unread:
            try:
                more = self.connection.recv(65536)
            except ConnectionResetError:
                more = b""
            if not more:
                rest, self._unread = self._unread, b""
                return rest.decode("latin-1")
            self._unread += more
        line, self._unread = self._unread.split(b"\n", 1)
        return line.rstrip(b"\r").decode("latin-1")

    def read_bytes(self, count):
        """So many bytes as they come; fewer when the connection is closed before."""
        while len(self._unread) < count and (more := self.connection.recv(65536)):
            self._unread += more
        data, self._unread = self._unread[:count], self._unread[count:]
        return data

    def read_reply(self):
        """All lines of one reply, joined by newlines; an empty string when the connection is closed."""
        lines = [self.read_line()]
        while re.match(r"\d\d\d-", lines[-1]):
            lines.append(self.read_line())
        return "\n".join(lines)

    def ask(self, command):
        self.send(command + "\r\n")
        return self.read_reply()

    def read_to_end(self):
        """Every line until the other side closes."""
        lines = []
        while line := self.read_line():
            lines.append(line)
        return lines

    def is_closed(self):
        return self.read_line() == ""


def mail(client, recipients, body, sender="a@b.test"):
    """One message in a running session; returns the replies to MAIL, each RCPT, DATA and the end of data. The body comes
    with CRLF line ends and is sent as it is, without the dot that ends it."""
    replies = [client.ask(f"MAIL FROM:<{sender}>")]
    replies += [client.ask(f"RCPT TO:<{recipient}>") for recipient in recipients]
    replies.append(client.ask("DATA"))
    if replies[-1].startswith("354"):
        client.send(body)
        client.send(b".\r\n")
        replies.append(client.read_reply())
    return replies


def codes(replies):
    return [reply[:3] for reply in replies]
