"""A name server of our own, for what a real one would not do: it answers late, twice, cut short, forged or not at all, as
told for each name, and remembers what it was asked and when."""

import asyncio
import collections
import contextlib
import dataclasses
import random
import socket
import struct
import threading
import time

import pytest

from . import dns_messages
from .dns_messages import TRUNCATED, decode_question, encode_reply
from .processes import is_asleep, wait_until, work_so_far

_MAX_CHAIN = 20


class Zone:
    """Records by name. A name without any, and without names below it, does not exist."""

    def __init__(self, records=()):
        self._records = collections.defaultdict(list)
        self._parents = set()
        for record in records:
            self.add(*record)

    def add(self, name, record_type, value):
        name = name.lower()
        self._records[name, record_type].append(value)
        labels = name.split(".")
        self._parents.update(".".join(labels[at:]) for at in range(len(labels)))

    def answer(self, name, record_type):
        """The rcode and the records, with the CNAMEs that lead to them. A loop is told as far as _MAX_CHAIN. ANY is all that the
        name has."""
        if record_type == "ANY":
            own = [(*key, value) for key, values in self._records.items() for value in values if key[0] == name]
            return "NOERROR" if name in self._parents else "NXDOMAIN", own
        answers = []
        while len(answers) < _MAX_CHAIN:
            answers += [(name, record_type, value) for value in self._records.get((name, record_type), ())]
            targets = self._records.get((name, "CNAME"))
            if not targets or record_type == "CNAME":
                break
            answers.append((name, "CNAME", targets[0]))
            name = targets[0].lower()
        return "NOERROR" if name in self._parents else "NXDOMAIN", answers


@dataclasses.dataclass
class Behaviour:
    """How a question is answered. TCP always tells the truth in time, unless `delay_ms`, `rcode` or `tcp_silence` say
    otherwise."""

    delay_ms: int = 0
    drop: bool = False  # no true answer by UDP
    drop_first: int = 0  # no true answer by UDP to so many queries
    copies: int = 1
    rcode: str = None  # this, and no records
    truncated: bool = False  # by UDP the TC bit and no records
    unfollowed: bool = False  # of a CNAME chain the first link only
    raw: str = None  # by UDP "garbage", "empty", "header" (12 bytes) or "loop" (a name that refers to itself)
    tcp_silence: bool = False
    # Forged answers that go out before the true one, by UDP: how many with what of it wrong: "id" (random), "question",
    # "case", "port", "address". They hold `forged_value` for the type asked.
    forged: dict = dataclasses.field(default_factory=dict)
    forged_value: str = "127.0.0.2"


@dataclasses.dataclass
class Query:
    name: str
    spelling: str
    type: str
    transport: str  # "udp" or "tcp"
    edns: int
    source: tuple
    at: float  # time.monotonic()
    answered_at: float = None  # when the first true answer went out


class ScriptedNameServer:
    """Serves `zone` on a free port of `host`, by UDP and TCP, in a thread, from `with` to the end of the block.
    `behaviours` go by (name, type) or name, lower case; `default` is for all other questions."""

    def __init__(self, records=(), behaviours=None, default=None, host="127.0.0.1"):
        self.zone = Zone(records)
        self.behaviours = behaviours or {}
        self.default = default or Behaviour()
        self.host = host
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.port = None
        self.queries = []
        self.unreadable = []  # what came and was no query
        self._pending = 0
        self._random = random.Random(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def address(self):
        return self.host, self.port

    @property
    def option(self):
        """The value of dns-server-ip."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def asked(self, name, record_type=None):
        """The queries for a name, in the order in which they came."""
        return [q for q in self.queries if q.name == name.lower() and record_type in (None, q.type)]

    def __enter__(self):
        if not _is_address_of_ours(self._family, self.host):
            pytest.skip(f"this machine has no {self.host}")
        self._thread.start()
        self._in_loop(self._open())
        return self

    def __exit__(self, *_):
        self._in_loop(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        assert not self.unreadable, self.unreadable

    def wait_until_quiet(self, pid):
        """Returns when the process sleeps, its questions are answered, and it has not done anything since."""
        before = None

        def is_quiet():
            nonlocal before
            pending = self._in_loop(self._pending_now())
            asleep = is_asleep(pid)
            # Behind both: who sleeps and has done nothing before and behind it has slept all the time.
            now = (len(self.queries), work_so_far(pid))
            same, before = now == before, now
            return same and pending == 0 and asleep

        wait_until(is_quiet)

    def _in_loop(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _pending_now(self):
        """With what arrived before the call: a TCP connection takes some turns of the loop to become a query."""
        for _ in range(10):
            await asyncio.sleep(0)
        return self._pending

    async def _open(self):
        while self.port is None:
            self._udp = _bound_socket(self._family, self.host)
            try:
                port = self._udp.getsockname()[1]
                self._tcp = await asyncio.start_server(self._serve_tcp, self.host, port, family=self._family)
                self.port = port
            except OSError:  # the port is taken for TCP
                self._udp.close()
        self._loop.add_reader(self._udp, self._receive_udp)
        self._other_port = _bound_socket(self._family, self.host)
        self._other_address = None
        if self._family == socket.AF_INET:
            self._other_address = _bound_socket(self._family, "127.0.0.2", self.port)

    async def _close(self):
        self._loop.remove_reader(self._udp)
        self._tcp.close()
        for connection in filter(None, (self._udp, self._other_port, self._other_address)):
            connection.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _receive(self, message, source, transport):
        """The question, the record of it and how to answer it."""
        try:
            question = decode_question(message)
        except (ValueError, IndexError, struct.error):
            self.unreadable.append(message)
            raise
        query = Query(
            question.name, question.spelling, question.type, transport, question.edns, source, time.monotonic()
        )
        self.queries.append(query)
        behaviour = self.behaviours.get((query.name, query.type)) or self.behaviours.get(query.name) or self.default
        return question, query, behaviour

    def _true_reply(self, question, behaviour):
        if behaviour.rcode:
            return encode_reply(question, behaviour.rcode)
        rcode, answers = self.zone.answer(question.name, question.type)
        if behaviour.unfollowed:
            rcode, answers = "NOERROR", answers[:1]
        authority = [] if answers else [("", "SOA", "")]
        return encode_reply(question, rcode, answers, authority)

    def _receive_udp(self):
        try:
            while True:
                self._serve_udp(*self._udp.recvfrom(65535))
        except BlockingIOError:
            pass

    def _serve_udp(self, message, source):
        question, query, behaviour = self._receive(message, source, "udp")
        for kind, count in behaviour.forged.items():
            self._forge(kind, count, question, source, behaviour)
        if behaviour.drop or len(self.asked(query.name, query.type)) <= behaviour.drop_first:
            return
        reply = self._udp_reply(question, behaviour)
        self._pending += 1
        if behaviour.delay_ms:
            self._loop.call_later(behaviour.delay_ms / 1000, self._send, query, reply, source, behaviour.copies)
        else:
            self._send(query, reply, source, behaviour.copies)

    def _udp_reply(self, question, behaviour):
        if behaviour.truncated:
            return encode_reply(question, flags=TRUNCATED | dns_messages.RECURSION_AVAILABLE)
        if behaviour.raw:
            return self._raw_reply(question, behaviour.raw)
        reply = self._true_reply(question, behaviour)
        if len(reply) > (question.edns or 512):
            return encode_reply(question, flags=TRUNCATED | dns_messages.RECURSION_AVAILABLE)
        return reply

    def _raw_reply(self, question, kind):
        whole = encode_reply(question, answers=[(question.name, "TXT", "x")])
        if kind == "garbage":
            return whole[:2] + self._random.randbytes(200)
        if kind == "loop":
            start = len(encode_reply(dataclasses.replace(question, edns=None)))
            return whole[:start] + struct.pack("!H", 0xC000 | start) + whole[start + 2 :]
        return {"empty": b"", "header": whole[:12]}[kind]

    def _forge(self, kind, count, question, source, behaviour):
        value = behaviour.forged_value
        for _ in range(count):
            fake, connection = question, None
            if kind == "id":
                spelling = "".join(self._random.choice((c.lower(), c.upper())) for c in question.spelling)
                fake = dataclasses.replace(question, id=self._random.getrandbits(16), spelling=spelling)
            elif kind == "question":
                fake = dataclasses.replace(question, spelling="another.test")
            elif kind == "case":
                fake = dataclasses.replace(question, spelling=question.spelling.swapcase())
            elif kind == "port":
                connection = self._other_port
            elif kind == "address":
                connection = self._other_address
            else:
                raise ValueError(kind)
            reply = encode_reply(fake, answers=[(fake.spelling, fake.type, value)])
            (connection or self._udp).sendto(reply, source)

    def _send(self, query, reply, source, copies):
        query.answered_at = time.monotonic()
        for _ in range(copies):
            self._udp.sendto(reply, source)
        self._pending -= 1

    async def _serve_tcp(self, reader, writer):
        try:
            while True:
                await self._serve_tcp_question(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _serve_tcp_question(self, reader, writer):
        size = struct.unpack("!H", await reader.readexactly(2))[0]
        message = await reader.readexactly(size)
        question, query, behaviour = self._receive(message, writer.get_extra_info("peername"), "tcp")
        if behaviour.tcp_silence:
            return
        self._pending += 1
        try:
            await asyncio.sleep(behaviour.delay_ms / 1000)
            query.answered_at = time.monotonic()
            reply = self._true_reply(question, behaviour)
            # In two pieces: who reads only once gets half of it.
            whole = struct.pack("!H", len(reply)) + reply
            writer.write(whole[:3])
            await writer.drain()
            await asyncio.sleep(0)
            writer.write(whole[3:])
            await writer.drain()
        finally:
            self._pending -= 1


def _is_address_of_ours(family, host):
    try:
        _bound_socket(family, host).close()
    except OSError:
        return False
    return True


def _bound_socket(family, host, port=0):
    connection = socket.socket(family, socket.SOCK_DGRAM)
    connection.setblocking(False)
    connection.bind((host, port))
    return connection


@dataclasses.dataclass
class RefusingPort:
    option: str
    queries: tuple = ()


@contextlib.contextmanager
def refusing_port():
    """A port of 127.0.0.1 that answers as one on which nobody listens, and that nobody else gets meanwhile: its socket hears
    one address alone."""
    with _bound_socket(socket.AF_INET, "127.0.0.1") as held:
        port = held.getsockname()[1]
        held.connect(("127.0.0.1", 9))
        yield RefusingPort(f"127.0.0.1:{port}")


def silent():
    """The behaviour of a server that is dead to its clients."""
    return Behaviour(drop=True, tcp_silence=True)
