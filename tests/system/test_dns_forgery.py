"""Answers that are false or broken: none is believed, and none does harm."""

import pytest
from harness import servers
from harness.paths import how_many
from harness.peers_session import RECORDS, REVERSED, hit, to_the_recipient
from harness.scripted_name_server import Behaviour, ScriptedNameServer
from harness.session import filtered

RBL_TEXT = "Refused. Your IP address is listed in the RBL at "

# A forger of random ids and cases has three guesses a question before it is asked again by TCP: 3 / 65,536 for the id, times
# 1 / 2^24 for the case of this zone's letters. In four times 250 questions that is 1 to 360 million that one is believed. (Here the
# forger knows the port; one who does not has 1 / 28,000 of that.)
LONG_ZONE = "a-list-with-many-letters.test"
SESSIONS = how_many(250, sanitized=50)


@pytest.mark.parametrize("part", range(4))
def test_no_forged_answer_in_many_sessions(part, tmp_path):
    name = f"{REVERSED}.{LONG_ZONE}"
    lines = [f"dns-blacklist-entry={LONG_ZONE}"]
    flood = {(name, "A"): Behaviour(forged={"id": 40})}
    replies = set()
    with ScriptedNameServer(RECORDS, flood) as dns:
        lines.append(f"dns-server-ip={dns.option}")
        server = servers.scripted(tmp_path)
        for number in range(SESSIONS):
            with filtered(server, tmp_path, lines) as session:
                replies.add(to_the_recipient(session.client))
                session.client.ask("QUIT")
            session.log_path.unlink()
    assert replies == {"250 ok"}
    assert len(dns.asked(name)) >= SESSIONS


@pytest.mark.parametrize("kind", ["id", "question", "case", "port", "address"])
@pytest.mark.parametrize("count", [1, 5])
def test_the_truth_wins(count, kind, tmp_path):
    """Two lists, both with false answers: the true ones are a hit and none."""
    forged = Behaviour(forged={kind: count}, forged_value="127.0.0.9")
    behaviours = {(f"{REVERSED}.{zone}", "A"): forged for zone in ("long-name-of-a-list.test", "other-list.test")}
    lines = ["dns-blacklist-entry=long-name-of-a-list.test", "dns-blacklist-entry=other-list.test"]
    with ScriptedNameServer(RECORDS + hit("other-list.test"), behaviours) as dns:
        lines.append(f"dns-server-ip={dns.option}")
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert to_the_recipient(session.client) == f"554 {RBL_TEXT}other-list.test"
            session.client.ask("QUIT")


# What dns-spoof lets pass: the only answer comes from another port of the server's address, or from the same port of
# another address.
SPOOF = [
    ("accept-all", "port", True),
    ("accept-all", "address", True),
    ("accept-same-ip", "port", True),
    ("accept-same-ip", "address", False),
    ("accept-same-port", "port", False),
    ("accept-same-port", "address", True),
    ("reject", "port", False),
    ("reject", "address", False),
    ("accept-all", "question", False),
    ("accept-all", "id", False),
]


@pytest.mark.parametrize("level,kind,believed", SPOOF)
def test_dns_spoof(level, kind, believed, tmp_path):
    name = f"{REVERSED}.{LONG_ZONE}"
    only_forged = Behaviour(drop=True, tcp_silence=True, forged={kind: 1})
    lines = [f"dns-blacklist-entry={LONG_ZONE}", f"dns-spoof={level}", "dns-timeout-secs=3"]
    with ScriptedNameServer(RECORDS, {(name, "A"): only_forged}) as dns:
        lines.append(f"dns-server-ip={dns.option}")
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            code = to_the_recipient(session.client)[:3]
            session.client.ask("QUIT")
    assert code == ("554" if believed else "250")
    assert dns.asked(name)


@pytest.mark.parametrize("raw", ["garbage", "empty", "header", "loop"])
def test_broken_answers_do_no_harm(raw, tmp_path):
    """Whatever comes of the broken list, the other one counts."""
    broken = Behaviour(raw=raw)
    lines = ["dns-blacklist-entry=broken.test", "dns-blacklist-entry=rbl1.test", "reject-empty-rdns", "dns-timeout-secs=5"]
    behaviours = {f"{REVERSED}.broken.test": broken}
    with ScriptedNameServer(RECORDS + hit("rbl1.test"), behaviours) as dns:
        lines.append(f"dns-server-ip={dns.option}")
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert to_the_recipient(session.client) == f"554 {RBL_TEXT}rbl1.test"
            session.client.ask("QUIT")


def test_a_circle_of_cnames_ends(tmp_path):
    records = [*hit("rbl1.test"), (f"{REVERSED}.in-addr.arpa", "CNAME", "one.test"), ("one.test", "CNAME", "two.test")]
    records.append(("two.test", "CNAME", "one.test"))
    for unfollowed in (False, True):
        with ScriptedNameServer(records, default=Behaviour(unfollowed=unfollowed)) as dns:
            lines = ["dns-blacklist-entry=rbl1.test", "rdns-blacklist-entry=.bad.test", f"dns-server-ip={dns.option}"]
            with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
                assert to_the_recipient(session.client) == f"554 {RBL_TEXT}rbl1.test"
                session.client.ask("QUIT")
        assert len(dns.queries) < 20


@pytest.mark.parametrize("links,found", [(4, True), (300, False)])
def test_a_chain_of_cnames_has_a_bound(links, found, tmp_path):
    """Link by link, each asked for on its own; a name that is too far away is none."""
    chain = [(f"link{number}.test", "CNAME", f"link{number + 1}.test") for number in range(links)]
    records = [(f"{REVERSED}.in-addr.arpa", "CNAME", "link0.test"), *chain, (f"link{links}.test", "PTR", "mail.good.test")]
    with ScriptedNameServer(records, default=Behaviour(unfollowed=True)) as dns:
        lines = ["reject-empty-rdns", f"dns-server-ip={dns.option}"]
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert (to_the_recipient(session.client) == "250 ok") == found
            session.client.ask("QUIT")
    assert min(links, 4) < len(dns.queries) < 40
