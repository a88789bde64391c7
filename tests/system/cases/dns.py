"""How DNS is asked, and the lists that are kept in it."""

import math

from harness.scripted_name_server import Behaviour
from harness.stage import Case

from . import scenes
from .lists import BLOCKED, IP_BLACKLIST, entry_and_file
from .verdicts import FROM_BAD, LISTED, RDNS, RHS_LISTED

RBL = "554 Refused. Your IP address is listed in the RBL at rbl.test: Listed"
RHSBL = "554 Refused. Your domain name is listed in the RHSBL at rhs.test: Listed"
NO_NAME = "421 Refused. You have no reverse DNS entry."
NO_ADDRESS = "421 Refused. Your reverse DNS entry does not resolve."
NO_MX = "421 Refused. The domain of your sender address has no mail exchanger (MX)."
ASK_RBL = ("dns-blacklist-entry=rbl.test",)
# No server answers where this is the only one; it says so at once.
NOBODY = {"nobody.conf": "nameserver 127.99.99.99\n", "dns.conf": "nameserver {dns}\n"}
NAMED = "44.33.22.11.in-addr.arpa"


def _asked_silent_server(stage):
    """Before the other one is; a repeat goes to all."""
    stage.to_recipient()
    first = {}
    for query in stage.name_server.queries:
        first.setdefault(query.name, query.at)
    early = [query for query in stage.silent_server.queries if query.at < first.get(query.name, math.inf)]
    return "asked" if early else "not asked"


CASES = [
    *entry_and_file("dns-blacklist", "rbl.test", "other.test", "250 ok", RBL, zone=LISTED),
    *entry_and_file("dns-whitelist", "rbl.test", "other.test", BLOCKED, "250 ok", zone=LISTED, around=IP_BLACKLIST),
    *entry_and_file("rhs-blacklist", "rhs.test", "other.test", "250 ok", RHSBL, zone=RHS_LISTED, scene=FROM_BAD),
    *entry_and_file("rhs-whitelist", "rhs.test", "other.test", BLOCKED, "250 ok", zone=RHS_LISTED, scene=FROM_BAD, around=IP_BLACKLIST),
    Case("dns-level", "none", NO_NAME, "250 ok", zone=(), around=("reject-empty-rdns",), other="normal"),
    Case(
        "dns-max-retries-primary",
        "0",
        "asked",
        "not asked",
        _asked_silent_server,
        around=("dns-server-ip-primary={silent}", "dns-server-ip={dns}", "reject-empty-rdns"),
        zone=(RDNS,),
        other="1",
    ),
    Case(
        "dns-max-retries-total",
        "1",
        RBL,
        "250 ok",
        around=(*ASK_RBL, "dns-timeout-secs=5", "dns-tcp=none"),
        zone=LISTED,
        behaviours={("44.33.22.11.rbl.test", "A"): Behaviour(drop_first=2)},
        other="3",
    ),
    Case(
        "dns-query-type-a",
        "a",
        "250 ok",
        NO_ADDRESS,
        around=("reject-unresolvable-rdns",),
        zone=(RDNS, (RDNS[2], "AAAA", "2001:db8::1")),
        other="cname",
    ),
    Case(
        "dns-query-type-mx",
        "mx",
        "250 ok",
        NO_MX,
        around=("reject-sender=no-mx",),
        zone=(("b.test", "A", "11.22.33.7"),),
        other="cname",
    ),
    Case(
        "dns-query-type-ptr",
        "cname",
        NO_NAME,
        "250 ok",
        around=("reject-empty-rdns",),
        zone=((NAMED, "CNAME", "mail.good.test"),),
    ),
    Case(
        "dns-query-type-rbl",
        "txt",
        "250 ok",
        RBL,
        around=ASK_RBL,
        zone=(("44.33.22.11.rbl.test", "TXT", "Listed"),),
        other="cname",
    ),
    Case(
        "dns-resolv-conf",
        "{dir}/dns.conf",
        "250 ok",
        RBL,
        around=(*ASK_RBL, "dns-resolv-conf={dir}/nobody.conf", "dns-timeout-secs=3"),
        files={**NOBODY, "beside.conf": "nameserver 127.99.99.98\n"},
        zone=LISTED,
        other="{dir}/beside.conf",
    ),
    *(
        Case(
            option,
            "{dns}",
            "250 ok",
            RBL,
            around=(*ASK_RBL, "dns-resolv-conf={dir}/nobody.conf", "dns-timeout-secs=3"),
            files=NOBODY,
            zone=LISTED,
            other="127.99.99.98",
        )
        for option in ("dns-server-ip", "dns-server-ip-primary")
    ),
    # Another port answers than the one that was asked, and only once.
    Case(
        "dns-spoof",
        "accept-all",
        "250 ok",
        "554 Refused. Your IP address is listed in the RBL at rbl.test",
        around=(*ASK_RBL, "dns-timeout-secs=3", "dns-tcp=none"),
        behaviours={("44.33.22.11.rbl.test", "A"): Behaviour(drop=True, forged={"port": 1})},
        other="reject",
    ),
    Case(
        "dns-tcp",
        "none",
        RBL,
        "250 ok",
        around=(*ASK_RBL, "dns-timeout-secs=3"),
        zone=LISTED,
        behaviours={("44.33.22.11.rbl.test", "A"): Behaviour(truncated=True)},
        other="normal",
    ),
    Case(
        "dns-timeout-secs",
        "1",
        "silence",
        "250 ok",
        scenes.patient_recipient,
        around=(*ASK_RBL, "dns-server-ip={silent}"),
        other="100",
    ),
]
