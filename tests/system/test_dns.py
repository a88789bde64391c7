"""How the filter asks: everything at once, nobody twice without need, and nobody waits who need not. Verdicts are in
dialogues/dns_sessions.smtp, false answers in test_dns_forgery.py."""

import collections
import contextlib
import re
import signal

import pytest
from harness import name_servers, peers_session, servers
from harness.client import codes, mail
from harness.peers_session import CLIENT, RDNS_NAME, RECORDS, REVERSED, hit, to_the_recipient
from harness.processes import nobody_is_left, wait_until
from harness.scripted_name_server import Behaviour, ScriptedNameServer, refusing_port, silent
from harness.session import filtered

BODY = b"Subject: x\r\n\r\nhi\r\n"
PATIENT = "dns-timeout-secs=100000"  # who waits for DNS waits longer than the test
RBL_TEXT = "Refused. Your IP address is listed in the RBL at "
LATE = Behaviour(delay_ms=1000)
ONE_REPEAT = "dns-max-retries-total=1"  # before it is answered LATE, and none behind that


def using(*name_servers_, lines=()):
    return [*lines, *(f"dns-server-ip={server.option}" for server in name_servers_)]


def hello(session):
    assert session.client.read_reply()[:3] == "220"
    session.client.ask("EHLO c")
    return session.client


def errors(session):
    return [line for line in session.log() if line.startswith("ERROR")]


# Questions.


def about_the_sender(query):
    return query.name.endswith(peers_session.SENDER_DOMAIN) or query.name.startswith(f"{peers_session.SENDER_DOMAIN}.")


def firsts(queries):
    """Without repeats, which say nothing about who waits for whom."""
    first = {}
    for query in queries:
        first.setdefault((query.name, query.type), query)
    return list(first.values())


def round_trips(queries):
    """The longest chain of queries of which each was sent when the one before it had its answer."""
    depth = {}
    for query in sorted(queries, key=lambda query: query.at):
        earlier = [depth[id(q)] for q in queries if id(q) in depth and q.answered_at and q.answered_at < query.at]
        depth[id(query)] = 1 + max(earlier, default=0)
    return max(depth.values())


@pytest.mark.parametrize("lists", [3, 20])
def test_two_round_trips(lists, tmp_path):
    """As many lists as one likes cost no more waiting than one. Client and sender are looked at apart: the client takes its
    own time between the two."""
    rbls = [f"rbl{number}.test" for number in range(lists)]
    with ScriptedNameServer(RECORDS, default=LATE) as dns:
        lines = using(dns, lines=[*peers_session.configuration(rbls), ONE_REPEAT])
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert to_the_recipient(session.client) == "250 ok"
            session.client.ask("QUIT")
            session.wait()
            assert errors(session) == []
    assert max(collections.Counter((query.name, query.type) for query in dns.queries).values()) <= 2, "asked anew"
    queries = firsts(dns.queries)
    assert len(queries) <= 13 + lists, queries
    assert round_trips([query for query in queries if about_the_sender(query)]) == 2
    assert round_trips([query for query in queries if not about_the_sender(query)]) == 2
    at_connect = [query for query in queries if query.name.startswith(f"{REVERSED}.")]
    assert len({query.name for query in at_connect}) == lists + 2
    assert max(query.at for query in at_connect) < min(query.answered_at for query in queries)


def test_each_question_has_a_port_and_a_name_in_a_case_of_its_own(tmp_path):
    with ScriptedNameServer(RECORDS) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            to_the_recipient(session.client)
            session.client.ask("QUIT")
    assert {query.edns for query in dns.queries} == {1232}
    assert {query.transport for query in dns.queries} == {"udp"}
    # Of those that are asked together; who comes later may be given a port that is free again.
    at_connect = [query.source for query in firsts(dns.queries) if query.name.startswith(f"{REVERSED}.")]
    assert len(set(at_connect)) == len(at_connect) > 3
    # All in lower case by chance: the names have more than 100 letters together.
    assert any(query.spelling != query.name for query in dns.queries)


def test_a_list_s_text_is_asked_for_after_a_hit_only(tmp_path):
    with ScriptedNameServer(RECORDS + hit("rbl1.test", "Listed")) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            assert to_the_recipient(session.client) == f"554 {RBL_TEXT}rbl1.test: Listed"
            session.client.ask("QUIT")
    assert {query.name for query in dns.queries if query.type == "TXT"} == {f"{REVERSED}.rbl1.test"}


def test_nothing_is_asked_where_nothing_is_to_be_known(tmp_path):
    """A client on the IP whitelist needs no lists."""
    lines = [*peers_session.configuration(), "ip-whitelist-entry=11.22.33.44"]
    with ScriptedNameServer(RECORDS) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=lines)) as session:
            assert to_the_recipient(session.client) == "250 ok"
            session.client.ask("QUIT")
    assert [query.name for query in dns.queries if "rbl" in query.name or "rhs" in query.name] == []


def test_only_a_recipient_waits(tmp_path):
    with ScriptedNameServer(default=silent()) as dns:
        lines = using(dns, lines=[*peers_session.configuration(), PATIENT])
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            client = hello(session)
            assert client.ask("MAIL FROM:<a@b.test>") == "250 ok"
            assert client.ask("NOOP") == "250 ok"
            assert client.ask("RSET") == "250 flushed"
            assert client.ask("QUIT") == "221 mx.example.com"
            session.wait()
    assert dns.queries


# Name servers that are dead, and such as can't tell.


@contextlib.contextmanager
def dead_server(kind):
    """A server that gives no answer to anything; `closed` is a port that nobody listens on."""
    if kind == "closed":
        with refusing_port() as server:
            yield server
    else:
        with ScriptedNameServer(default=Behaviour(rcode=kind) if kind.isupper() else silent()) as server:
            yield server


@pytest.mark.parametrize("option", ["dns-server-ip", "dns-server-ip-primary"])
@pytest.mark.parametrize("kind", ["silent", "closed", "SERVFAIL", "REFUSED"])
def test_another_server_is_asked(kind, option, tmp_path):
    """And one that was silent is asked last from then on."""
    with dead_server(kind) as dead, ScriptedNameServer(RECORDS + hit("rbl1.test")) as alive:
        lines = [*peers_session.configuration(), f"{option}={dead.option}", f"dns-server-ip={alive.option}"]
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert to_the_recipient(session.client) == f"554 {RBL_TEXT}rbl1.test"
            session.client.ask("QUIT")
            session.wait()
            assert errors(session) == []
    if kind == "silent":
        assert dead.queries
        # A repeat goes to all.
        assert [query for query in dead.asked(RDNS_NAME) if query.at < alive.asked(RDNS_NAME)[0].at] == []


@pytest.mark.parametrize("kinds", [("silent",), ("silent", "silent"), ("closed", "closed"), ("silent", "closed")])
def test_all_servers_are_dead(kinds, tmp_path):
    """Mail flows after the time-out, which is waited for once, and the log says so once."""
    server = servers.scripted(tmp_path)
    with contextlib.ExitStack() as stack:
        dead = [stack.enter_context(dead_server(kind)) for kind in kinds]
        lines = using(*dead, lines=[*peers_session.configuration(), "dns-timeout-secs=1"])
        with filtered(server, tmp_path, lines) as session:
            client = hello(session)
            assert codes(mail(client, ["x@example.com"], BODY)) == ["250", "250", "354", "250"]
            asked = sum(len(one.queries) for one in dead)
            assert codes(mail(client, ["x@example.com"], BODY, "a@another.test")) == ["250", "250", "354", "250"]
            assert sum(len(one.queries) for one in dead) == asked
            client.ask("QUIT")
            session.wait()
            (error,) = errors(session)
    assert "DNS" in error or "name server" in error
    assert len(server.messages()) == 2


def test_a_resolv_conf_of_one_s_own(tmp_path):
    with ScriptedNameServer(RECORDS + hit("rbl1.test")) as dns:
        text = f"search example.com\nnameserver [127.0.0.1]:{dns.port}\noptions timeout:1 attempts:2\n"
        (tmp_path / "resolv.conf").write_text(text)
        lines = [*peers_session.configuration(), f"dns-resolv-conf={tmp_path}/resolv.conf"]
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert to_the_recipient(session.client)[:3] == "554"
            session.client.ask("QUIT")


def test_an_ipv6_name_server(tmp_path):
    with ScriptedNameServer(RECORDS + hit("rbl1.test"), host="::1") as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            assert to_the_recipient(session.client)[:3] == "554"
            session.client.ask("QUIT")


# Answers that come late, twice or in pieces. The truth about each list is a hit.

ODD_MANNERS = {
    "after the first repetition": Behaviour(delay_ms=600),
    "the first query is lost": Behaviour(drop_first=1),
    "two queries are lost": Behaviour(drop_first=2),
    "three times": Behaviour(copies=3),
    "truncated": Behaviour(truncated=True),
    "truncated and late": Behaviour(truncated=True, delay_ms=100),
}


@pytest.mark.parametrize("manner", ODD_MANNERS.values(), ids=ODD_MANNERS.keys())
def test_the_answer_counts(manner, tmp_path):
    with ScriptedNameServer(RECORDS + hit("rbl1.test", "Listed"), default=manner) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            assert to_the_recipient(session.client) == f"554 {RBL_TEXT}rbl1.test: Listed"
            session.client.ask("QUIT")
            session.wait()
            assert errors(session) == []
    assert ("tcp" in {query.transport for query in dns.queries}) == manner.truncated


NO_ANSWERS = {
    "too late": (Behaviour(delay_ms=20_000), []),
    "silent": (silent(), []),
    "truncated, without TCP": (Behaviour(truncated=True), ["dns-tcp=none"]),
    "truncated, and TCP is silent": (Behaviour(truncated=True, tcp_silence=True), []),
}


@pytest.mark.parametrize("manner,lines", NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_a_list_that_does_not_answer_is_no_hit(manner, lines, tmp_path):
    name = f"{REVERSED}.rbl1.test"
    with ScriptedNameServer(RECORDS + hit("rbl1.test"), {name: manner}) as dns:
        lines = using(dns, lines=[*peers_session.configuration(), "dns-timeout-secs=1", *lines])
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert to_the_recipient(session.client) == "250 ok"
            session.client.ask("QUIT")
    assert dns.asked(name)


def test_an_answer_too_long_for_udp(tmp_path):
    """Reply lines have 512 bytes at most (RFC 5321 4.5.3.1.5)."""
    with ScriptedNameServer(RECORDS + hit("rbl1.test", "y" * 2000)) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            reply = to_the_recipient(session.client)
            assert reply.startswith(f"554 {RBL_TEXT}rbl1.test: yyy")
            assert len(reply) <= 510
            session.client.ask("QUIT")
    assert [query.transport for query in dns.asked(f"{REVERSED}.rbl1.test", "TXT")][-1] == "tcp"


# Clients while an answer is pending.


@contextlib.contextmanager
def waiting_session(tmp_path, patience=PATIENT):
    """A session that waits for DNS at RCPT, and the name server."""
    with ScriptedNameServer(default=silent()) as dns:
        lines = using(dns, lines=[*peers_session.configuration(), patience])
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            hello(session).send("MAIL FROM:<a@b.test>\r\nRCPT TO:<x@example.com>\r\n")
            assert session.client.read_reply() == "250 ok"
            wait_until(lambda: dns.asked("b.test", "MX"))
            yield session


def test_the_client_vanishes_while_dns_is_asked(tmp_path):
    """An end of file may be half a close: the answer is still given, if it comes in time."""
    with waiting_session(tmp_path, "dns-timeout-secs=5") as session:
        session.client.close()
        session.wait()
        nobody_is_left(session)


def test_told_to_stop_while_dns_is_asked(tmp_path):
    with waiting_session(tmp_path) as session:
        session.process.send_signal(signal.SIGTERM)
        session.wait()
        nobody_is_left(session)


def test_pipelined_commands_are_answered_in_their_order(tmp_path):
    commands = [
        ("MAIL FROM:<a@b.test>", "250 ok"),
        ("RCPT TO:<x@example.com>", "250 ok"),
        ("VRFY x", "252 send some mail, i'll try my best"),
        ("RCPT TO:<z@far.test>", "554 Refused. Sending to remote addresses (relaying) is not allowed."),
        ("RCPT TO:<y@example.com>", "250 ok"),
        ("RSET", "250 flushed"),
        ("MAIL FROM:<a@nomx.test>", "250 ok"),
        ("RCPT TO:<x@example.com>", "421 Refused. The domain of your sender address has no mail exchanger (MX)."),
        ("FROBNICATE", "502 unimplemented (#5.5.1)"),
        ("QUIT", "221 mx.example.com"),
    ]
    with ScriptedNameServer(RECORDS, default=Behaviour(delay_ms=200)) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            client = hello(session)
            client.send("".join(f"{command}\r\n" for command, _ in commands))
            assert client.read_to_end() == [reply for _, reply in commands]


def test_a_sender_domain_that_is_known_already_is_refused_at_mail(tmp_path):
    refusal = "Refused. The domain of your sender address has no mail exchanger (MX)."
    with ScriptedNameServer(RECORDS) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            client = hello(session)
            assert client.ask("MAIL FROM:<a@nomx.test>") == "250 ok"
            assert client.ask("RCPT TO:<x@example.com>") == f"421 {refusal}"
            assert client.ask("RSET") == "250 flushed"
            asked = len(dns.queries)
            assert client.ask("MAIL FROM:<other@NoMX.test>") == f"250 {refusal}"
            assert client.ask("RCPT TO:<x@example.com>") == f"421 {refusal}"
            assert len(dns.queries) == asked
            client.ask("QUIT")


# What comes from DNS can't imitate the filter's own words.

ODD_TEXT = 'Listed "here"\r\n250 ok\r\n\x00\x07\x1b[2J from: boss@example.com'


def test_a_list_s_text_is_one_line_of_plain_characters(tmp_path):
    with ScriptedNameServer(RECORDS + hit("rbl1.test", ODD_TEXT)) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            client = session.client
            reply = to_the_recipient(client)
            assert reply.startswith(f"554 {RBL_TEXT}rbl1.test: Listed ")
            assert re.fullmatch(r"[ -~]+", reply)
            assert client.ask("QUIT")[:3] == "221"
            assert client.is_closed()
            session.wait()
            assert all(re.fullmatch(r"[ -~]+", line) for line in session.log())


def test_a_name_with_odd_characters_is_one_word_in_the_log(tmp_path):
    name = 'x auth: root\r\nALLOWED\x01"\\.good.test'
    records = [(f"{REVERSED}.in-addr.arpa", "PTR", name), *hit("rbl1.test")]
    with ScriptedNameServer(records) as dns:
        lines = using(dns, lines=["dns-blacklist-entry=rbl1.test"])
        with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
            assert to_the_recipient(session.client)[:3] == "554"
            session.client.ask("QUIT")
            session.wait()
            denied = [line for line in session.log() if line.startswith("DENIED_RBL_MATCH")]
            others = [line for line in session.log() if not line.startswith(("DENIED_", "FILTER_"))]
    (line,) = denied
    assert re.fullmatch(rf"DENIED_\S+ from: \S+ to: \S+ origin_ip: {CLIENT} origin_rdns: \S+ auth: \(unknown\) .*", line)
    assert re.fullmatch(r"[ -~]+", line)
    assert others == []


# What a list says beside hits.


def test_a_list_s_error_code_is_no_hit_and_is_logged_once(tmp_path):
    """127.255.255.254: the list does not answer to public resolvers."""
    records = RECORDS + [(f"{REVERSED}.rbl1.test", "A", "127.255.255.254")]
    with ScriptedNameServer(records) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=peers_session.configuration())) as session:
            client = hello(session)
            for sender in ("a@b.test", "c@b.test"):
                assert codes(mail(client, ["x@example.com"], BODY, sender)) == ["250", "250", "354", "250"]
            client.ask("QUIT")
            session.wait()
            (line,) = [line for line in session.log() if "127.255.255.254" in line]
    assert "rbl1.test" in line


def test_an_exchanger_that_is_an_address_is_logged(tmp_path):
    """RFC 5321 5.1: an MX record holds a name. What resolves beside it is good enough."""
    records = [("odd.test", "MX", "5 11.22.33.8"), ("odd.test", "MX", "10 mx.odd.test"), ("mx.odd.test", "A", "11.22.33.9")]
    with ScriptedNameServer(records) as dns:
        with filtered(servers.scripted(tmp_path), tmp_path, using(dns, lines=["reject-sender=no-mx"])) as session:
            assert codes(mail(hello(session), ["x@example.com"], BODY, "a@odd.test")) == ["250", "250", "354", "250"]
            session.client.ask("QUIT")
            session.wait()
            assert [line for line in session.log() if "odd.test" in line and "11.22.33.8" in line and "MX" in line]


# Real name servers: a cache, and behind it a list kept by rbldnsd.

ZONE = f"""\
{REVERSED}.in-addr.arpa. PTR {RDNS_NAME}.
45.33.22.11.in-addr.arpa. CNAME 45.0-63.33.22.11.in-addr.arpa.
45.0-63.33.22.11.in-addr.arpa. PTR other.good.test.
{RDNS_NAME}. A {CLIENT}
other.good.test. AAAA 2001:db8::1
b.test. MX 10 mx.b.test.
mx.b.test. CNAME host.b.test.
host.b.test. A 11.22.33.7
null.test. MX 0 .
null.test. A 11.22.33.7
"""
LISTS = {
    "rbl.test": ("ip4set", f":127.0.0.2:Listed: see http://rbl.test/?$\n{CLIENT}"),
    "rhs.test": ("dnset", f":127.0.0.2:{'Long. ' * 40}\n.bad.test"),
}
REAL_LINES = [
    "reject-empty-rdns",
    "reject-unresolvable-rdns",
    "reject-sender=no-mx",
    "dns-blacklist-entry=rbl.test",
    "rhs-blacklist-entry=rhs.test",
]
REAL_CASES = {
    "listed": (CLIENT, "a@b.test", f"554 {RBL_TEXT}rbl.test: Listed: see http://rbl.test/?{CLIENT}"),
    "not listed": ("11.22.33.45", "a@b.test", "250 ok"),
    "a listed domain": (
        "11.22.33.45",
        "a@mail.bad.test",
        f"554 Refused. Your domain name is listed in the RHSBL at rhs.test: {'Long. ' * 40}".rstrip(),
    ),
    "null MX": ("11.22.33.45", "a@null.test", "421 Refused. The domain of your sender address has no mail exchanger (MX)."),
    "no name": ("11.22.33.46", "a@b.test", "421 Refused. You have no reverse DNS entry."),
}


@pytest.fixture(name="cache", scope="module")
def _cache():
    with name_servers.rbldnsd(LISTS) as lists:
        with name_servers.unbound(ZONE, {zone: lists for zone in LISTS}) as address:
            yield address


@pytest.mark.parametrize("ip,sender,reply", REAL_CASES.values(), ids=REAL_CASES.keys())
def test_real_name_servers(ip, sender, reply, cache, tmp_path):
    lines = [*REAL_LINES, f"dns-server-ip={name_servers.option(cache)}"]
    with filtered(servers.mailfront(tmp_path), tmp_path, lines, {"TCPREMOTEIP": ip}) as session:
        client = hello(session)
        client.ask(f"MAIL FROM:<{sender}>")
        got = client.ask("RCPT TO:<x@example.com>")
        assert got[:4] == "250 " if reply == "250 ok" else got.rstrip() == reply
        client.ask("QUIT")


@pytest.mark.parametrize(
    "records,address",
    [
        ([("host.test", "A", "11.22.33.44")], "11.22.33.44"),
        ([("host.test", "AAAA", "2001:db8::9")], "2001:db8::9"),
        ([], "0.0.0.0"),
    ],
)
def test_a_name_in_the_place_of_the_clients_address_is_looked_up(records, address, tmp_path):
    with ScriptedNameServer(records) as dns:
        lines = using(dns, lines=["ip-blacklist-entry=11.22", "ip-blacklist-entry=2001:db8::/32"])
        with filtered(servers.scripted(tmp_path), tmp_path, lines, {"TCPREMOTEIP": "Host.test"}) as session:
            expected = "250 ok" if address == "0.0.0.0" else "554 Refused. Your IP address is blacklisted."
            assert to_the_recipient(session.client) == expected
            session.client.ask("QUIT")
            session.wait()
            if records:
                assert f"origin_ip: {address} " in "".join(session.log())
