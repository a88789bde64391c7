"""Lists of addresses, names, keywords and headers; local domains and who may relay."""

import struct

from harness.stage import Case

from . import scenes
from .verdicts import FROM_BAD, RDNS

RESOLVES = (RDNS, ("11-22-33-44.dyn.isp.us", "A", "11.22.33.44"))
BLOCKED = "554 Refused. Your IP address is blacklisted."
BAD_NAME = "554 Refused. Your domain name is blacklisted."
BAD_WORD = "554 Refused. Your reverse DNS entry contains your IP address and a banned keyword."
BAD_SENDER = "554 Refused. Your sender address has been blacklisted."
BAD_RECIPIENT = "554 Refused. Mail is not being accepted at this address."
BAD_HEADER = "554 Refused. Your message has been blocked due to its content."
RELAYING = "554 Refused. Sending to remote addresses (relaying) is not allowed."
IP_BLACKLIST = ("ip-blacklist-entry=11.22",)
# The path of the name in a directory of names.
NAME_FILE = "us/i/isp/isp.us"


def _cdb(keys):
    """A constant database (http://cr.yp.to/cdb/cdb.txt) of keys without data."""
    position, records, tables = 2048, b"", [[] for _ in range(256)]
    for key in keys:
        hashed = 5381
        for byte in key:
            hashed = ((hashed << 5) + hashed & 0xFFFFFFFF) ^ byte
        tables[hashed % 256].append((hashed, position))
        record = struct.pack("<LL", len(key), 0) + key
        records, position = records + record, position + len(record)
    head, slots = b"", b""
    for table in tables:
        size = 2 * len(table)
        head += struct.pack("<LL", position + len(slots), size)
        places = [(0, 0)] * size
        for hashed, at in table:
            slot = (hashed >> 8) % size
            while places[slot] != (0, 0):
                slot = (slot + 1) % size
            places[slot] = (hashed, at)
        slots += b"".join(struct.pack("<LL", *place) for place in places)
    return head + records + slots


def entry_and_file(name, entry, beside, without, acts, **more):
    """A list's options NAME-entry and NAME-file. `beside` is an entry that fits nobody here."""
    files = {"list": f"# a list\n{entry}\n", "beside": f"{beside}\n"}
    return [
        Case(f"{name}-entry", entry, without, acts, other=beside, **more),
        Case(f"{name}-file", "{dir}/list", without, acts, other="{dir}/beside", files=files, **more),
    ]


def _directory(name, without, acts, **more):
    files = {f"names/{NAME_FILE}": "", "beside/us/o/other/other.us": ""}
    return Case(f"{name}-dir", "{dir}/names", without, acts, other="{dir}/beside", files=files, zone=(RDNS,), **more)


CASES = [
    *entry_and_file("ip-blacklist", "11.22.33.0/24", "11.22.34.0/24", "250 ok", BLOCKED),
    *entry_and_file("ip-whitelist", "11.22.33", "11.22.34", BLOCKED, "250 ok", around=IP_BLACKLIST),
    *entry_and_file("rdns-blacklist", ".isp.us", ".other.us", "250 ok", BAD_NAME, zone=(RDNS,)),
    _directory("rdns-blacklist", "250 ok", BAD_NAME),
    *entry_and_file("rdns-whitelist", ".isp.us", ".other.us", BLOCKED, "250 ok", around=IP_BLACKLIST, zone=(RDNS,)),
    _directory("rdns-whitelist", BLOCKED, "250 ok", around=IP_BLACKLIST),
    *entry_and_file("ip-in-rdns-keyword-blacklist", "dyn", "static", "250 ok", BAD_WORD, zone=(RDNS,)),
    *entry_and_file(
        "ip-in-rdns-keyword-whitelist",
        "dyn",
        "static",
        BAD_WORD,
        "250 ok",
        around=("ip-in-rdns-keyword-blacklist-entry=.isp.us",),
        zone=(RDNS,),
    ),
    *entry_and_file("sender-blacklist", "@bad.test", "@worse.test", "250 ok", BAD_SENDER, scene=FROM_BAD),
    *entry_and_file("sender-whitelist", "a@bad.test", "b@bad.test", BLOCKED, "250 ok", scene=FROM_BAD, around=IP_BLACKLIST),
    *entry_and_file("recipient-blacklist", "x@example.com", "y@example.com", "250 ok", BAD_RECIPIENT),
    *entry_and_file("recipient-whitelist", "x@example.com", "y@example.com", BLOCKED, "250 ok", around=IP_BLACKLIST),
    *entry_and_file(
        "header-blacklist", "Subject: *lottery*", "Subject: *casino*", "250 ok N qp N", BAD_HEADER, scene=scenes.message
    ),
    *entry_and_file("ip-relay", "11.22.33.44", "11.22.33.45", RELAYING, "250 ok", scene=scenes.to_foreign),
    *entry_and_file("rdns-relay", ".isp.us", ".other.us", RELAYING, "250 ok", scene=scenes.to_foreign, zone=RESOLVES),
    Case("relay-level", "allow-all", RELAYING, "250 ok", scenes.to_foreign, other="block-all"),
    # The file or database that is tested stands beside rcpthosts, which lists example.com. With no file at all the server decides.
    Case(
        "qmail-rcpthosts-file",
        "{dir}/more",
        RELAYING,
        "250 ok",
        scenes.to_foreign,
        files={"more": "far.test\n", "beside": "near.test\n"},
        other="{dir}/beside",
        emptied="250 ok",
    ),
    Case(
        "qmail-morercpthosts-cdb",
        "{dir}/more.cdb",
        RELAYING,
        "250 ok",
        scenes.to_foreign,
        files={"more.cdb": _cdb([b"far.test"]), "beside.cdb": _cdb([b"near.test"])},
        other="{dir}/beside.cdb",
    ),
]
