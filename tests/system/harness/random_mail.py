"""Mails and configurations by chance, the same for the same number: options of every family of filters, so chosen that most of
them have something to say now and then."""

import dataclasses
import pathlib
import random

_SEED = "parcel"
LISTED = "127.0.0.2"


def _reversed(address):
    return ".".join(reversed(address.split(".")))


# Address and rDNS name; some lead back, one has none, one does not resolve.
CLIENTS = [
    ("11.22.33.44", "11-22-33-44.dyn.isp.us"),
    ("11.22.33.5", "mail.good.test"),
    ("11.22.33.6", "lost.good.test"),
    ("11.22.33.9", None),
    ("44.55.66.77", "relay.good.test"),
]
SENDERS = ["a@b.test", "al@good.test", "x@bad.test", "n@nomx.test", "", "joe@example.com", "bare"]
RECIPIENTS = ["joe@example.com", "x@example.com", "jim@example.com", "bad@example.com", "y@far.test", "open@example.com", "nodomain"]
USERS = [None] * 9 + ["joe@example.com", "joe", "al@good.test"]
HEADERS = [[], ["Subject: hello", "X-Spam: yes"], ["From: x@y.test", "Subject: Cheap pills"]]

RECORDS = [
    *((f"{_reversed(address)}.in-addr.arpa", "PTR", name) for address, name in CLIENTS if name),
    *((name, "A", address) for address, name in CLIENTS if name and not name.startswith("lost")),
    ("b.test", "MX", "10 mx.b.test"),
    ("mx.b.test", "A", "11.22.33.7"),
    ("good.test", "A", "11.22.33.5"),
    ("bad.test", "MX", "10 mx.b.test"),
    ("nomx.test", "TXT", "nothing here"),
    ("example.com", "MX", "10 mx.b.test"),
    ("44.33.22.11.one.bl.test", "A", LISTED),
    ("44.33.22.11.one.bl.test", "TXT", "Listed: see the page"),
    ("5.33.22.11.two.bl.test", "A", "127.0.0.9"),
    ("5.33.22.11.white.wl.test", "A", LISTED),
    ("9.33.22.11.white.wl.test", "A", LISTED),
    ("bad.test.rhs.bl.test", "A", LISTED),
    ("11-22-33-44.dyn.isp.us.rhs.bl.test", "A", LISTED),
    ("good.test.rhs.wl.test", "A", LISTED),
    ("mail.good.test.rhs.wl.test", "A", LISTED),
]

# Lines that stand in a configuration with one chance in so many.
_OPTIONS = {
    "ip-blacklist-entry=11.22.33.44": 12,
    "ip-blacklist-file={dir}/addresses": 8,
    "ip-whitelist-entry=11.22.33.5": 8,
    "rdns-blacklist-entry=.isp.us": 12,
    "rdns-blacklist-file={dir}/names": 8,
    "rdns-whitelist-entry=.good.test": 12,
    "ip-in-rdns-keyword-blacklist-entry=dyn": 4,
    "ip-in-rdns-keyword-whitelist-file={dir}/keywords": 12,
    "reject-empty-rdns": 5,
    "reject-unresolvable-rdns": 8,
    "reject-ip-in-cc-rdns": 12,
    "dns-blacklist-entry=one.bl.test": 8,
    "dns-blacklist-entry=two.bl.test=127.0.0.5-9": 6,
    "dns-blacklist-file={dir}/zones": 10,
    "dns-whitelist-entry=white.wl.test": 8,
    "rhs-blacklist-entry=rhs.bl.test": 6,
    "rhs-whitelist-entry=rhs.wl.test": 8,
    "sender-blacklist-entry=@bad.test": 3,
    "sender-blacklist-file={dir}/senders": 6,
    "sender-whitelist-entry=al@good.test": 5,
    "recipient-blacklist-entry=bad@example.com": 5,
    "recipient-whitelist-entry=open@example.com": 6,
    "reject-sender=no-mx": 3,
    "reject-sender=not-local": 12,
    "reject-sender=authentication-mismatch": 6,
    "reject-sender=authentication-domain-mismatch": 10,
    "reject-recipient=same-as-sender": 3,
    "max-recipients=1": 4,
    "max-recipients=2": 6,
    "header-blacklist-entry=X-Spam: yes": 2,
    "header-blacklist-file={dir}/headers": 3,
    "ip-relay-entry=44.55.66": 5,
    "rdns-relay-entry=.good.test": 8,
    "relay-level=allow-all": 12,
    "relay-level=block-all": 14,
    "filter-level=require-auth": 40,
    "filter-level=allow-all": 60,
    "filter-level=reject-all": 60,
    "smtp-auth-level=none": 10,
    "policy-url=http://policy.test/why": 6,
    "rejection-text-graylist=Come again.": 4,
    "greeting-delay-secs=3": 40,
}
_GRAYLIST = {
    "graylist-level=always-create-dir": 3,
    "graylist-level=only": 8,
    "graylist-exception-ip-entry=11.22.33.5": 4,
    "graylist-exception-rdns-entry=.isp.us": 4,
    "graylist-max-secs=5000": 3,
    "graylist-known-client-secs=100000": 3,
    "graylist-key=client-sender-recipient": 5,
    "graylist-fold-sender": 4,
}
_CONFIG_DIR_FILES = {
    "_recipient_/com/example/_at_/open": "filter-level=allow-all\n",
    "_recipient_/com/example/_at_/joe": "graylist-level=none\nsender-blacklist-entry=a@b.test\n",
    "_recipient_/com/example": "dns-blacklist-entry=!one.bl.test\nrejection-text-ip-blacklist=Not for us.\n",
    "_ip_/11/22/33/9": "filter-level=reject-all\n",
    "_rdns_/us/isp": "ip-whitelist-entry=11.22.33.44\n",
    "_sender_/test/bad": "header-blacklist-entry=Subject: *\n",
}
_FILES = {
    "addresses": "# noted in May\n10.0.0.1\n11.22.33.6\n",
    "names": ".nowhere.test\n.lost.good.test\n",
    "keywords": "isp dyn\n",
    "zones": "# by address\ntwo.bl.test\n",
    "senders": "spam@nowhere.test\na@b.test\n",
    "headers": "Subject: *pills*\n",
}


@dataclasses.dataclass
class Mail:
    client: str
    rdns: str
    sender: str
    recipients: list
    user: str = None
    header: list = dataclasses.field(default_factory=list)
    relayclient: bool = False
    early: bool = False


@dataclasses.dataclass
class Case:
    mail: Mail
    lines: list


def _some(chance, options):
    return [line for line, one_in in options.items() if chance.randrange(one_in) == 0]


def _write_graylist(chance, directory, mail):
    """Some senders have been here: just now, long enough ago, or too long."""
    tree = directory / "graylist"
    (tree / "example.com").mkdir(parents=True)
    entries = []
    for recipient in mail.recipients:
        if recipient.endswith("@example.com") and "@" in mail.sender and chance.randrange(3) > 0:
            user, domain = mail.sender.split("@")
            content = chance.choice(["", "11.22.33.44 (unknown)\n"])
            entries.append((f"example.com/{recipient.split('@')[0]}/{domain}/{user}", content, chance.choice([30, 1000, 9000])))
    if chance.randrange(3) == 0:
        entries.append((".clients/11.22.33.0-24/_none/_none", "", 1000))
    return tree, entries


def make_case(number, directory):
    """Writes what the configuration names below `directory`. Also gives the entries of the graylist in `directory`/graylist
    that are to be put there: path, content and age."""
    chance = random.Random(f"{_SEED} {number}")
    directory = pathlib.Path(directory)
    address, rdns = chance.choice(CLIENTS)
    recipients = [chance.choice(RECIPIENTS) for _ in range(chance.choice([1, 1, 2, 2, 3]))]
    mail = Mail(address, rdns, chance.choice(SENDERS), recipients, chance.choice(USERS), chance.choice(HEADERS))
    mail.relayclient = chance.randrange(8) == 0
    for name, content in _FILES.items():
        (directory / name).write_text(content)
    lines = [line.format(dir=directory) for line in _some(chance, _OPTIONS)]
    mail.early = "greeting-delay-secs=3" in lines and chance.randrange(2) == 0
    entries = []
    if chance.randrange(2) == 0:
        tree, entries = _write_graylist(chance, directory, mail)
        lines += [f"graylist-dir={tree}", "graylist-level=always", "graylist-min-secs=300", *_some(chance, _GRAYLIST)]
    if chance.randrange(3) == 0:
        for name in chance.sample(sorted(_CONFIG_DIR_FILES), 3):
            path = directory / "config" / name
            # What is a file can't be a directory too.
            if any(parent.is_file() for parent in path.parents) or path.is_dir():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_CONFIG_DIR_FILES[name])
        lines.append(f"config-dir={directory}/config")
    chance.shuffle(lines)
    return Case(mail, lines), entries
