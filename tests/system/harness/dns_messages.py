"""DNS messages (RFC 1035 4) as the name servers of the tests write and read them, and a client that asks one question."""

import dataclasses
import ipaddress
import random
import socket
import struct

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "OPT": 41, "ANY": 255}
TYPE_NAMES = {number: name for name, number in TYPES.items()}
RCODES = {"NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5}
RCODE_NAMES = {number: name for name, number in RCODES.items()}

RESPONSE, AUTHORITATIVE, TRUNCATED, RECURSION_DESIRED, RECURSION_AVAILABLE = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080
TTL_SECS = 300
_HEADER = struct.Struct("!6H")


@dataclasses.dataclass
class Question:
    """What a query asks. `spelling` is the name in the case that it came in; `edns` the size offered, or None."""

    id: int
    flags: int
    spelling: str
    type: str
    edns: int = None

    @property
    def name(self):
        return self.spelling.lower()


@dataclasses.dataclass
class Reply:
    id: int
    rcode: str
    truncated: bool
    spelling: str
    answers: list  # triples: name, type, value


def encode_name(name):
    """Without compression; labels may have any characters of Latin-1 but the dot."""
    labels = [label.encode("latin-1") for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def decode_name(message, offset):
    """The name at `offset` and the offset behind it."""
    labels, end = [], None
    for _ in range(256):
        length = message[offset]
        if length >= 0xC0:
            end = end or offset + 2
            offset = struct.unpack_from("!H", message, offset)[0] & 0x3FFF
        elif length:
            labels.append(message[offset + 1 : offset + 1 + length].decode("latin-1"))
            offset += 1 + length
        else:
            return ".".join(labels), end or offset + 1
    raise ValueError("a name that does not end")


def _encode_text(value):
    data = value.encode("latin-1")
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)] or [b""]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)


def encode_value(record_type, value):
    """The data of a record from its text: an address, a name, `PREFERENCE NAME` for MX, the text itself for TXT, two names and
    five numbers, or nothing, for SOA."""
    if record_type in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if record_type == "MX":
        preference, name = value.split(" ", 1)
        return struct.pack("!H", int(preference)) + encode_name(name)
    if record_type == "TXT":
        return _encode_text(value)
    if record_type == "SOA":
        primary, mailbox, *numbers = (value or "ns.test admin.test 1 3600 600 86400 60").split()
        return encode_name(primary) + encode_name(mailbox) + struct.pack("!5I", *map(int, numbers))
    return encode_name(value)


def _decode_value(message, offset, length, record_type):
    if record_type in ("A", "AAAA"):
        return str(ipaddress.ip_address(message[offset : offset + length]))
    if record_type == "MX":
        (preference,) = struct.unpack_from("!H", message, offset)
        return f"{preference} {decode_name(message, offset + 2)[0]}"
    if record_type == "TXT":
        text, end = b"", offset + length
        while offset < end:
            text += message[offset + 1 : offset + 1 + message[offset]]
            offset += 1 + message[offset]
        return text.decode("latin-1")
    if record_type in ("CNAME", "PTR", "NS"):
        return decode_name(message, offset)[0]
    return message[offset : offset + length]


def encode_record(name, record_type, value):
    data = value if isinstance(value, bytes) else encode_value(record_type, value)
    return encode_name(name) + struct.pack("!HHIH", TYPES[record_type], 1, TTL_SECS, len(data)) + data


def encode_question(spelling, record_type):
    return encode_name(spelling) + struct.pack("!HH", TYPES[record_type], 1)


def encode_query(name, record_type):
    return _HEADER.pack(random.getrandbits(16), RECURSION_DESIRED, 1, 0, 0, 0) + encode_question(name, record_type)


def encode_reply(question, rcode="NOERROR", answers=(), authority=(), flags=RECURSION_AVAILABLE):
    """`answers` and `authority` are triples of name, type, value. The question is repeated letter by letter, and EDNS is
    answered with EDNS."""
    header = _HEADER.pack(
        question.id,
        RESPONSE | (question.flags & RECURSION_DESIRED) | flags | RCODES[rcode],
        1,
        len(answers),
        len(authority),
        0 if question.edns is None else 1,
    )
    records = b"".join(encode_record(*record) for record in [*answers, *authority])
    opt = b"" if question.edns is None else b"\0" + struct.pack("!HHIH", TYPES["OPT"], 1232, 0, 0)
    return header + encode_question(question.spelling, question.type) + records + opt


def decode_question(message):
    """The question of a query; ValueError or the like when it is none."""
    identifier, flags, questions, answers, authority, additional = _HEADER.unpack_from(message)
    if flags & RESPONSE or questions != 1 or answers or authority:
        raise ValueError("no query")
    spelling, offset = decode_name(message, _HEADER.size)
    number, _ = struct.unpack_from("!HH", message, offset)
    edns = None
    if additional:
        _, offset = decode_name(message, offset + 4)
        record_type, size = struct.unpack_from("!HH", message, offset)
        edns = size if record_type == TYPES["OPT"] else None
    return Question(identifier, flags, spelling, TYPE_NAMES.get(number, str(number)), edns)


def decode_reply(message):
    """ValueError or the like when it is none; whose it is the caller must look."""
    identifier, flags, _, count, _, _ = _HEADER.unpack_from(message)
    if not flags & RESPONSE:
        raise ValueError("no reply")
    spelling, offset = decode_name(message, _HEADER.size)
    offset += 4
    answers = []
    for _ in range(count):
        name, offset = decode_name(message, offset)
        number, _, _, length = struct.unpack_from("!HHIH", message, offset)
        record_type = TYPE_NAMES.get(number, str(number))
        answers.append((name, record_type, _decode_value(message, offset + 10, length, record_type)))
        offset += 10 + length
    return Reply(identifier, RCODE_NAMES[flags & 15], bool(flags & TRUNCATED), spelling, answers)


def ask(address, name, record_type, tcp=False, timeout_secs=5):
    """One question to the server at `address`, a pair of host and port; OSError when nobody answers."""
    query = encode_query(name, record_type)
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM) as connection:
        connection.settimeout(timeout_secs)
        connection.connect(address)
        if not tcp:
            connection.send(query)
            return decode_reply(connection.recv(65535))
        connection.sendall(struct.pack("!H", len(query)) + query)
        with connection.makefile("rb") as stream:
            return decode_reply(stream.read(struct.unpack("!H", stream.read(2))[0]))
