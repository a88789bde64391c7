"""tls_bench BUILD-DIRECTORY: what TLS costs whole sessions and a large message. `make bench-tls` runs it.

Sessions (EHLO, STARTTLS, EHLO, QUIT) run in turn with each kind of key, resumed, and in clear. Wall time is from the start of
the filter to its end, less the processor time of this program, which is the client; processor time is that of the filter and
the server behind it, less what the server alone takes. The message of 1 GB is sent to the filter, before a server that throws
it away, and in turn to `openssl s_server` that writes it to /dev/null.
"""

import contextlib
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["SPAMWEIR_BUILD"] = str(pathlib.Path(sys.argv[1]).resolve())
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

# pylint: disable=wrong-import-position
from harness import servers
from harness.client import Client
from harness.session import child_environment
from harness.tcp import filtered_command
from harness.tls import CERTIFICATES, context

SESSIONS = 101
ROUNDS = 5
BLOCK = (b"x" * 76 + b"\r\n") * 13443  # 1 MB
BLOCKS = 954
# A server that costs next to nothing: it knows by its size where the body ends, and moves it to /dev/null uncopied.
SINK = f"""
import os
def say(words):
    os.write(1, words + b"\\r\\n")
for words in (b"220 mx.example.com", b"250 mx.example.com", b"250 ok", b"250 ok"):
    say(words)
    os.read(0, 4096)
say(b"354 go ahead")
left, nowhere = {len(BLOCK) * BLOCKS + 3}, os.open("/dev/null", os.O_WRONLY)
while left:
    left -= os.splice(0, nowhere, left)
say(b"250 ok")
os.read(0, 4096)
say(b"221 bye")
"""


def start(command, environment):
    """The process and the client's end of its connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    theirs.close()
    return process, Client(ours)


def end(process):
    """Waits for it; milliseconds of processor time of it and its children."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return (usage.ru_utime + usage.ru_stime) * 1e3


class Sessions:
    """Many of one kind. `settings` of TLS, None for none; a ticket of the first session is used for all where it `resumes`."""

    def __init__(self, name, command, environment, settings=None, resumes=False):
        self.name, self.command, self.environment = name, command, environment
        self.settings, self.resumes, self.ticket = settings, resumes, None
        self.walls, self.processors, self.resumed = [], [], 0

    def run(self):
        began, own = time.perf_counter(), time.process_time()
        process, client = start(self.command, self.environment)
        client.read_reply()
        client.ask("EHLO c")
        if self.settings is not None:
            client.ask("STARTTLS")
            client.connection = self.settings.wrap_socket(client.connection, session=self.ticket)
        client.ask("EHLO c")
        client.ask("QUIT")
        if self.settings is not None:
            self.resumed += client.connection.session_reused
            if self.resumes and self.ticket is None:
                self.ticket = client.connection.session
        client.close()
        processor = end(process)
        self.walls.append((time.perf_counter() - began - (time.process_time() - own)) * 1e3)
        self.processors.append(processor)


def spread(values):
    return f"{statistics.median(values):7.2f} ({min(values):.2f} to {max(values):.2f})"


def ticket_keys(directory):
    path = directory / "tickets"
    path.write_bytes(os.urandom(80))
    path.chmod(0o600)
    return f"tls-ticket-key-file={path}"


def bench_sessions(directory):
    server = servers.scripted(directory)
    environment = child_environment(server.environment)
    tickets = ticket_keys(directory)

    def behind(name, *lines):
        (directory / name).mkdir()
        return filtered_command(server, directory / name, ["log-level=error", *lines])

    rsa = behind("rsa", f"tls-certificate-file={CERTIFICATES}/rsa.pem", tickets)
    ec = behind("ec", f"tls-certificate-file={CERTIFICATES}/ec.pem", tickets)
    alone = Sessions("the server alone, in clear", server.command, environment)
    clear = Sessions("filter, in clear", behind("clear"), environment)
    kinds = [
        Sessions(f"{name}, TLS {version}", command, environment, context(version), resumes)
        for version in ("1.3", "1.2")
        for name, command, resumes in (("RSA-2048", rsa, False), ("P-256", ec, False), ("resumed (RSA)", rsa, True))
    ]
    for _ in range(SESSIONS):
        for kind in [alone, clear, *kinds]:
            kind.run()
    print(f"EHLO, STARTTLS, EHLO, QUIT: milliseconds, median (least to most) of {SESSIONS}")
    floor = statistics.median(alone.processors)
    for kind in [alone, clear, *kinds]:
        processors = [value - (floor if kind is not alone else 0) for value in kind.processors]
        print(f"  {kind.name:28} wall {spread(kind.walls):26} processor {spread(processors):26} resumed {kind.resumed}")
    print("  goals with RSA-2048: wall at most 8, processor at most 6")


def send_body(connection):
    for _ in range(BLOCKS):
        connection.sendall(BLOCK)


def to_the_filter(command, environment, settings):
    """Seconds from the first byte of the body to the answer, and processor seconds of the filter and the server."""
    process, client = start(command, environment)
    client.connection = settings.wrap_socket(client.connection)
    client.read_reply()
    for line in ("EHLO c", "MAIL FROM:<a@b.test>", "RCPT TO:<x@example.com>", "DATA"):
        client.ask(line)
    began = time.perf_counter()
    send_body(client.connection)
    if client.ask(".")[:3] != "250":
        sys.exit("tls_bench: the message was refused")
    taken = time.perf_counter() - began
    client.ask("QUIT")
    client.close()
    return taken, end(process) / 1e3


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def connect(port):
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port))
        time.sleep(0.01)


def to_openssl(certificate, settings):
    """The same for s_server, until it has read everything and ends."""
    port = free_port()
    command = ["openssl", "s_server", "-quiet", "-accept", f"127.0.0.1:{port}", "-naccept", "1", "-cert", certificate]
    # At the end of its input it would go.
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    connection = settings.wrap_socket(connect(port))
    began = time.perf_counter()
    send_body(connection)
    connection.unwrap().close()
    taken = time.perf_counter() - began
    process.stdin.close()
    return taken, end(process) / 1e3


def bench_body(directory):
    certificate = CERTIFICATES / "ec.pem"
    (directory / "body").mkdir()
    lines = ["log-level=error", f"tls-certificate-file={certificate}", "tls-level=smtps"]
    server = servers.Server([sys.executable, "-S", "-c", SINK], {})
    command, environment = filtered_command(server, directory / "body", lines), child_environment({})
    print(f"a message of {len(BLOCK) * BLOCKS / 1e9:.2f} GB: seconds, median (least to most) of {ROUNDS}")
    for version in ("1.3", "1.2"):
        settings, ours, theirs = context(version), [], []
        for _ in range(ROUNDS):
            theirs.append(to_openssl(certificate, settings))
            ours.append(to_the_filter(command, environment, settings))
        for name, rows in (("openssl s_server", theirs), ("filter and server", ours)):
            walls, processors = zip(*rows)
            print(f"  TLS {version}, {name:18} wall {spread(walls):26} processor {spread(processors)}")
        ratio = statistics.median(wall for wall, _ in theirs) / statistics.median(wall for wall, _ in ours)
        print(f"  TLS {version}: the filter reads at {ratio:.2f} of the speed of s_server (goal: at least 0.7)")


def main():
    with tempfile.TemporaryDirectory(prefix="spamweir-bench-") as directory:
        bench_sessions(pathlib.Path(directory))
        bench_body(pathlib.Path(directory))


main()
