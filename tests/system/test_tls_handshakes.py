"""The peer stops, closes or sends garbage at each byte of its side of the handshake: hundreds of sessions, many at a time. None
outlives its limit, none leaves a process, and nothing is ever said in clear."""

import collections
import concurrent.futures
import contextlib
import itertools
import random
import time

import pytest
from harness import servers
from harness.processes import in_sessions, wait_until
from harness.paths import how_many
from harness.session import Session, child_environment
from harness.tcp import filtered_command
from harness.tls import SMTPS, TLS_PROBE, VERSIONS, WITH_RSA, MemoryClient, context, records

pytestmark = pytest.mark.skipif(not TLS_PROBE.exists(), reason="configured --without-tls")

# Of more of them on a busy machine some would starve into the time-out; the sanitizers make each session slower.
AT_A_TIME = how_many(20, sanitized=12)
EACH = how_many(1, sanitized=3)  # each byte, or one in three
IDLE_SECS = 3
# That and the five seconds that the filter allows a peer to end, for a machine that is busy with many.
LIMIT_SECS = IDLE_SECS + 5 + 14
ACTIONS = ["stop", "close", "garbage"]


class Bench:
    """Starts sessions with one configuration and keeps what must hold for all of them."""

    def __init__(self, directory, version, implicit):
        self.server = servers.scripted(directory)
        lines = [*(SMTPS if implicit else WITH_RSA), f"idle-timeout-secs={IDLE_SECS}"]
        self.command = filtered_command(self.server, directory, lines)
        self.directory, self.version, self.implicit = directory, version, implicit

    def session(self, name):
        return Session(self.command, child_environment(self.server.environment), self.directory / f"log-{name}")

    def to_handshake(self, client):
        if not self.implicit:
            assert client.read_reply()[:3] == "220"
            client.ask("EHLO c")
            assert client.ask("STARTTLS")[:3] == "220"

    def tls(self):
        return MemoryClient(context(self.version))

    def flights(self):
        """How many bytes the client sends at a time in a whole handshake, and where its records end."""
        sizes, ends = [], []
        with self.session("whole") as session:
            self.to_handshake(session.client)
            tls = self.tls()
            while not tls.is_open or not sizes[1:]:
                data = tls.take()
                ends += [sum(sizes) + 5 + end for end in accumulated(records(data))]
                sizes.append(len(data))
                session.client.connection.sendall(data)
                if not tls.is_open:
                    tls.feed(session.client.connection.recv(65536))
        return sum(sizes), ends

    def begin(self, position, action):
        """A session whose client has sent `position` bytes of the handshake. Anew where the client may have been too late for the
        filter's limit, on a machine that is busy with many."""
        for attempt in itertools.count(1):
            begun, tls = time.monotonic(), self.tls()
            with contextlib.ExitStack() as stack:
                session = stack.enter_context(self.session(f"{position}-{action}-{attempt}"))
                try:
                    self.to_handshake(session.client)
                    send_up_to(session.client.connection, tls, position)
                    stack.pop_all()
                    return session, tls
                except (AssertionError, OSError):
                    if attempt == 3 or time.monotonic() - begun < IDLE_SECS:
                        raise

    def play(self, position, action):
        """One session; its process number, and whether the log tells of the failure."""
        session, tls = self.begin(position, action)
        with session:
            connection = session.client.connection
            if action == "garbage":
                dice = random.Random(position)
                connection.sendall(dice.randbytes(dice.randrange(1, 400)))
            if action == "close":
                connection.close()
            else:
                records(tls.heard + read_raw(connection))
                connection.close()
            session.wait(LIMIT_SECS)
            log = session.log()
            assert not any(line.startswith("ERROR") for line in log), log
            return session.process.pid, any(line.startswith("FAILED_TLS") for line in log)


def accumulated(found):
    total, ends = 0, []
    for _, body in found:
        total += 5 + len(body)
        ends.append(total - 5)
    return ends


def send_up_to(connection, tls, position):
    sent = 0
    while True:
        piece = tls.take()[: position - sent]
        connection.sendall(piece)
        sent += len(piece)
        if sent == position:
            return
        data = connection.recv(65536)
        assert data, "the filter went before its peer did"
        tls.feed(data)


def read_raw(connection):
    heard = b""
    while data := connection.recv(65536):
        heard += data
    return heard


def cases(total, ends):
    """Each position that is played with one of the actions; all of them at the handshake's beginning and around the ends of
    records."""
    edges = {end + step for end in ends for step in (-1, 0, 1, 5)} | set(range(6))
    for position in range(total):
        for number, action in enumerate(ACTIONS):
            if position in edges or position % (EACH * len(ACTIONS)) == EACH * number:
                yield position, action


@pytest.mark.parametrize("version, implicit", [("1.3", True), ("1.3", False), ("1.2", True), ("1.2", False)])
def test_each_byte_of_the_handshake(version, implicit, tmp_path):
    assert version in VERSIONS
    bench = Bench(tmp_path, version, implicit)
    total, ends = bench.flights()
    played = list(cases(total, ends))
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        done = list(pool.map(lambda case: bench.play(*case), played))
    assert total > 250 and len(played) > total / EACH
    missing = [case for case, (_, told) in zip(played, done) if not told]
    assert missing == [], collections.Counter(action for _, action in missing)
    sessions = {pid for pid, _ in done}
    wait_until(lambda: not in_sessions(sessions))
    assert bench.server.messages() == []
