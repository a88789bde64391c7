"""The session that DNS filters are measured by: three blacklists and a whitelist of addresses, a whitelist and two
blacklists of names, an rDNS name that must exist and resolve, and a sender domain that must have a mail exchanger.
No list has a hit."""

CLIENT = "11.22.33.44"
REVERSED = "44.33.22.11"
RDNS_NAME = "mail.good.test"
SENDER_DOMAIN = "b.test"
RBLS = ["rbl0.test", "rbl1.test", "rbl2.test"]
RHSBLS = ["rhs0.test", "rhs1.test"]
DNSWL, RHSWL = "wl.test", "rhswl.test"

RECORDS = [
    (f"{REVERSED}.in-addr.arpa", "PTR", RDNS_NAME),
    (RDNS_NAME, "A", CLIENT),
    (SENDER_DOMAIN, "MX", "10 mx.b.test"),
    ("mx.b.test", "A", "11.22.33.7"),
]


def configuration(rbls=None):
    """The configuration's lines, but for the name server."""
    return [
        "reject-empty-rdns",
        "reject-unresolvable-rdns",
        "reject-sender=no-mx",
        *(f"dns-blacklist-entry={zone}" for zone in rbls or RBLS),
        f"dns-whitelist-entry={DNSWL}",
        f"rhs-whitelist-entry={RHSWL}",
        *(f"rhs-blacklist-entry={zone}" for zone in RHSBLS),
    ]


def hit(zone, text=None):
    """The records that make the client one that the zone lists."""
    name = f"{REVERSED}.{zone}"
    return [(name, "A", "127.0.0.2")] + ([(name, "TXT", text)] if text else [])


def to_the_recipient(client):
    """From the banner to the reply to RCPT, which is returned."""
    assert client.read_reply()[:3] == "220"
    client.ask("EHLO c")
    client.ask(f"MAIL FROM:<a@{SENDER_DOMAIN}>")
    return client.ask("RCPT TO:<x@example.com>")
