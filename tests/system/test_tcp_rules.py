"""convert-tcp-smtp: rules of tcprules, and rblsmtpd's zones, as lists that let nobody in whom the rules did not."""

import pytest
from harness.scripts import CONVERSIONS, after, answer, run


@pytest.mark.parametrize(
    ("client", "recipient", "code"),
    [
        ("127.0.0.1", "x@far.test", "250"),
        ("192.168.1.15", "x@far.test", "250"),
        ("192.168.1.21", "x@far.test", "554"),
        ("192.168.1.21", "x@example.com", "250"),
        ("192.0.2.7", "x@example.com", "554"),
        ("198.51.100.2", "x@example.com", "554"),
        ("198.51.100.3", "x@example.com", "250"),
        ("203.0.113.9", "x@far.test", "250"),
        ("2001:db8:1::2", "x@example.com", "554"),
    ],
)
def test_the_filter_does_what_tcp_smtp_did(client, recipient, code, tmp_path):
    assert answer(tmp_path, ["relay-level=normal", *after("tcp.smtp").splitlines()], client=client, recipient=recipient) == code


# Of two rules for a client tcpserver follows the narrower one: RELAY is what a client may that relays.
RELAY = 'allow,RELAYCLIENT=""'
WHITE = 'allow,RBLSMTPD=""'
SPARED = "convert-tcp-smtp: standard input: {}-whitelist-entry spares clients other filters too, not rblsmtpd alone\n"


@pytest.mark.parametrize(
    ("rules", "printed", "complaint", "client", "codes"),
    [
        (
            [f"10.:{RELAY}", f"10.66.:{WHITE}"],
            ["# ip-relay-entry=10.", "ip-whitelist-entry=10.66."],
            f"(1): 10.:{RELAY}: line 2, 10.66.:{WHITE}, says something else",
            "10.66.1.1", ("250", "554"),
        ),
        (
            [f"192.0.2.:{WHITE}", "192.0.2.66:deny"],
            ["# ip-whitelist-entry=192.0.2.", "ip-blacklist-entry=192.0.2.66"],
            f"(1): 192.0.2.:{WHITE}: line 2, 192.0.2.66:deny, says something else",
            "192.0.2.66", ("554", "554"),
        ),
        (
            ["203.0.113.:deny", f"203.0.113.5:{RELAY}"],
            ["ip-blacklist-entry=203.0.113.", "ip-relay-entry=203.0.113.5", "ip-whitelist-entry=203.0.113.5"],
            f"(2): 203.0.113.5:{RELAY}: line 1, 203.0.113.:deny, denies more addresses",
            "203.0.113.5", ("250", "250"),
        ),
        (
            [f"10.:{RELAY}", "10.9.:allow"],
            ["# ip-relay-entry=10."],
            f"(1): 10.:{RELAY}: line 2, 10.9.:allow, says something else",
            "10.9.1.1", ("250", "554"),
        ),
        (
            [f"10.1-5.:{WHITE}", f"10.3-9.:{RELAY}"],
            ["ip-whitelist-entry=10.1-5.", "# ip-relay-entry=10.3-9."],
            f"(2): 10.3-9.:{RELAY}: line 1, 10.1-5.:{WHITE}, says something else",
            "10.4.1.1", ("250", "554"),
        ),
        (
            [f"10.0.0.1:{RELAY}", "joe@10.0.0.1:deny"],
            ["# ip-relay-entry=10.0.0.1"],
            f"(1): 10.0.0.1:{RELAY}: line 2, joe@10.0.0.1:deny, says something else",
            "10.0.0.1", ("250", "554"),
        ),
        (
            ["10.0.0.1:allow", f"10.0.0.1:{RELAY}", f"10.0.0.2:{WHITE}"],
            ["# ip-relay-entry=10.0.0.1", "ip-whitelist-entry=10.0.0.2"],
            f"(2): 10.0.0.1:{RELAY}: line 1, 10.0.0.1:allow, says something else",
            "10.0.0.1", ("250", "554"),
        ),
        (
            [f"2001:db8::/32:{RELAY}", '2001:db8:0:1::1:allow,QMAILQUEUE="x"'],
            ["# ip-relay-entry=2001:db8::/32"],
            f"(1): 2001:db8::/32:{RELAY}: line 2, ",
            "2001:db8:0:1::1", ("250", "554"),
        ),
        (
            ['10.1.2.3:deny,WHY="rblsmtpd -r foo.example"', f"10.:{RELAY}"],
            ["ip-blacklist-entry=10.1.2.3", "# ip-relay-entry=10."],
            f"(2): 10.:{RELAY}: line 1, 10.1.2.3:deny,WHY=",
            "10.1.2.3", ("554", "554"),
        ),
        # Who these are for lists can't say, so no client of a wider rule may be let in by it, nor refused.
        (
            ["=bad.example.com:allow", f"10.:{RELAY}"],
            ["# ip-relay-entry=10."],
            f"(2): 10.:{RELAY}: line 1, =bad.example.com:allow, says something else",
            "10.1.1.1", ("250", "554"),
        ),
        (
            [f"10.1.1.1:{RELAY}", f"joe@=x:{WHITE}"],
            ["# ip-relay-entry=10.1.1.1"],
            f"(1): 10.1.1.1:{RELAY}: line 2, joe@=x:{WHITE}, says something else",
            "10.1.1.1", ("250", "554"),
        ),
        (
            ["10.1.0.0/16:allow", f"10.:{RELAY}"],
            ["# ip-relay-entry=10."],
            f"(2): 10.:{RELAY}: line 1, 10.1.0.0/16:allow, says something else",
            "10.1.1.1", ("250", "554"),
        ),
        (
            ["=good.host:allow", "192.0.2.:deny"],
            ["# ip-blacklist-entry=192.0.2."],
            "(2): 192.0.2.:deny: line 1, =good.host:allow, says something else",
            "192.0.2.7", ("250", "554"),
        ),
        (
            ["192.0.2.7:deny", "joe@192.0.2.7:allow"],
            ["# ip-blacklist-entry=192.0.2.7"],
            "(1): 192.0.2.7:deny: line 2, joe@192.0.2.7:allow, says something else",
            "192.0.2.7", ("250", "554"),
        ),
    ],
)
def test_the_narrower_rule_counts(rules, printed, complaint, client, codes, tmp_path):
    status, made, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, made.splitlines()) == (1, printed)
    assert f"standard input{complaint}" in errors
    for recipient, code in zip(("x@example.com", "x@far.test"), codes):
        lines = ["relay-level=normal", *printed]
        assert answer(tmp_path, lines, client=client, recipient=recipient) == code, recipient


@pytest.mark.parametrize("rule", ["192.0.2.7:allow", '192.0.2.7:allow,QMAILQUEUE="x"'])
def test_who_was_only_allowed_needs_an_entry_under_a_wider_rule_that_denies(rule, tmp_path):
    status, printed, errors = run("convert-tcp-smtp", text=f"{rule}\n192.0.2.:deny\n10.9.9.9:allow\n")
    assert (status, printed) == (1, "ip-blacklist-entry=192.0.2.\n")
    entry = "ip-whitelist-entry=192.0.2.7"
    told = f"line 2, 192.0.2.:deny, denies more addresses; write {entry}, which spares it other filters, or its mail is refused"
    assert errors.splitlines()[-1] == f"convert-tcp-smtp: standard input(1): {rule}: {told}"
    assert len(errors.splitlines()) == 3
    assert answer(tmp_path, printed.splitlines(), client="192.0.2.7") == "554"
    assert answer(tmp_path, [*printed.splitlines(), entry], client="192.0.2.7") == "250"


@pytest.mark.parametrize(
    "rules",
    [
        # tcpserver looks for the address first.
        [f"10.1.2.3:{RELAY}", "=bad.example.com:allow"],
        [f"10.1.2.3-9:{RELAY}", "=bad.example.com:deny"],
        [f"10.:{RELAY}", "=.example.com:deny"],
        [f"10.:{RELAY}", "=:allow"],
        [f"10.:{RELAY}", f"=good.example.com:{RELAY}"],
        [f"10.:{RELAY}", ":deny"],
        ["10.:deny", "=bad.example.com:deny"],
        ["10.:deny", "joe@10.1.2.3:deny"],
    ],
)
def test_rules_that_change_nothing_for_a_wider_one(rules):
    status, printed, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, len(printed.splitlines()), len(errors.splitlines())) == (1, 1, 1)
    assert not printed.startswith("#")


def test_rules_that_agree_are_no_matter():
    rules = [f"10.:{RELAY}", f"10.9.:{RELAY}", f"11.:{WHITE}", f"192.0.2.:{RELAY}", "198.51.100.:deny", "198.51.100.7:deny"]
    status, printed, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, errors) == (0, SPARED.format("ip"))
    assert len(printed.splitlines()) == len(rules)
    assert "#" not in printed


def test_a_file_of_thousands_of_hosts():
    """Such are made of those who fetched their mail; comparing each with each would take minutes."""
    rules = [f"10.{i >> 8}.{i & 255}.7:{what}" for i, what in enumerate([RELAY, WHITE, "deny"] * 10_000)]
    status, printed, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, len(printed.splitlines()), errors) == (0, len(rules), SPARED.format("ip"))


def test_files_of_thousands_of_networks_and_names():
    """The names are not held against each network, one after the other."""
    rules = [f"10.{i >> 8}.{i & 255}.:deny" for i in range(10_000)] + [f"=h{i}.example:deny" for i in range(10_000)]
    status, printed, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, len(printed.splitlines()), len(errors.splitlines())) == (1, 10_000, 10_000)
    assert "#" not in printed


@pytest.mark.parametrize(
    "address",
    [
        "127", "192.168", "10.0.0", "256.300.1.1", "1.2.3.4.5", "1.2.3.4.", "1-300.", "5-3.", "1-2-3.", "1..2.", ".", "010.", "1:2",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4::5:6:7:8", "12345::", "::1/129", "fe80:", "::ffff:10.0.0.1",
        "::ffff:a00:1", " 10.",
    ],
)
def test_what_no_client_has_is_no_address(address):
    """tcprules compares texts, so these rules of old let nobody in."""
    status, printed, error = run("convert-tcp-smtp", text=f"{address}:{RELAY}\n")
    assert (status, printed) == (1, "")
    assert error == f"convert-tcp-smtp: standard input(1): {address}:{RELAY}: {address} is no address; keep it in tcp.smtp\n"


@pytest.mark.parametrize("address", ["10.0.0.0/8", "10.1.2-3.0/24"])
def test_networks_that_are_no_addresses(address):
    _, printed, error = run("convert-tcp-smtp", text=f"{address}:{RELAY}\n")
    told = f"{address} is no address, and tcpserver of ucspi-tcp never matches it; write networks as 10.1. or 10.1-3."
    assert (printed, error) == ("", f"convert-tcp-smtp: standard input(1): {address}:{RELAY}: {told}\n")


@pytest.mark.parametrize("address", ["0.", "10.2-3.", "1.2.3.255", "1-2.3.4-5.", "::", "::1", "1:2:3:4:5:6:7:8", "2001:DB8::/32"])
def test_what_is_an_address(address):
    assert run("convert-tcp-smtp", text=f"{address}:{RELAY}\n") == (0, f"ip-relay-entry={address}\n", "")


def test_zones_and_rules_that_would_be_lost():
    """Of each something was passed over in silence once."""
    status, printed, error = run("convert-tcp-smtp", text="exec rblsmtpd -b $BLACKLIST qmail-smtpd\n")
    assert (status, printed) == (1, "")
    assert error == "convert-tcp-smtp: standard input(1): rblsmtpd: $BLACKLIST may stand for options; add their zones by hand\n"
    chain = '"rblsmtpd" -a c.test -r a.test /bin/rblsmtpd -re.test qmail-smtpd \\\n'
    lines = ["dns-whitelist-entry=c.test", "dns-blacklist-entry=a.test", "dns-blacklist-entry=e.test"]
    status, printed, error = run("convert-tcp-smtp", text=chain)
    assert (status, printed.splitlines(), error) == (0, lines, SPARED.format("dns"))
    status, printed, error = run("convert-tcp-smtp", text='192.0.2.7:alow,X="x"\n10.:deny\n# x\n\n:DENY\n')
    assert (status, printed) == (1, "ip-blacklist-entry=10.\n")
    assert error.splitlines() == [
        'convert-tcp-smtp: standard input(1): 192.0.2.7:alow,X="x": this is no rule of tcprules',
        "convert-tcp-smtp: standard input(5): :DENY: this is no rule of tcprules",
    ]


NO_DEFAULT = "without -r it asks its default list, which is long gone, so none is taken over"
BEHIND = (
    "-a w.example stands behind -r, which decides where both know a client; here the whitelist does, which spares it other filters"
)


@pytest.mark.parametrize(
    ("line", "zones", "complaints"),
    [
        ("exec env - sh -c 'tcpserver 0 25 rblsmtpd -r a.example qmail-smtpd'", ["a.example"], []),
        (r"""sh -c "exec rblsmtpd -r 'a.example:by rblsmtpd' -r \"b.example\" q" """, ["a.example", "b.example"], ["the text"]),
        ("rblsmtpd -r a.example qmail-smtpd # was: rblsmtpd -r old.zone.example", ["a.example"], []),
        ("qmail-smtpd # was: rblsmtpd -r old.zone.example, which isn't there", [], []),
        ("rblsmtpd -r a.example:#1 -r b.example q", ["a.example", "b.example"], ["the text of a.example is left out"]),
        ("rblsmtpd qmail-smtpd", [], [NO_DEFAULT]),
        ("rblsmtpd -b -t30 -a w.example qmail-smtpd", ["w.example"], [NO_DEFAULT]),
        (r"rblsmtpd -r a.example:go\ away -r b.example q", ["a.example", "b.example"], ["the text of a.example is left out"]),
        (r"rblsmtpd -r a.example:it\'s -r b.example q", ["a.example", "b.example"], ["the text of a.example is left out"]),
        (r"rblsmtpd -r 'a.example:\' -r b.example q", ["a.example", "b.example"], ["the text of a.example is left out"]),
        ("rblsmtpd -r 'a.example q", [], ["a quote stays open", "a.example q is no zone"]),
        ("$(which rblsmtpd) -r a.example q", [], ["no zone is found; add those of the line by hand"]),
        ("rblsmtpd -r a.example -a w.example q", ["a.example", "w.example"], [BEHIND]),
        ("rblsmtpd -c -r a.example q", ["a.example"], ["-c is left out; here a zone that does not answer lists nothing"]),
        ("rblsmtpd -bCr a.example q", ["a.example"], ["-bC is left out; here a zone that does not answer lists nothing"]),
    ],
)
def test_each_way_to_call_rblsmtpd(line, zones, complaints):
    status, printed, error = run("convert-tcp-smtp", text=f"{line}\n")
    assert [text.partition("=")[2] for text in printed.splitlines()] == zones
    told = [text for text in error.splitlines() if f"{text}\n" != SPARED.format("dns")]
    assert len(told) == len(complaints)
    for text, complaint in zip(told, complaints):
        assert text.startswith(f"convert-tcp-smtp: standard input(1): rblsmtpd: {complaint}")
    assert status == bool(complaints)


def test_a_rule_may_speak_of_rblsmtpd():
    rule = '192.0.2.7:allow,RBLSMTPD="Blocked by rblsmtpd of example.com"'
    status, printed, error = run("convert-tcp-smtp", text=f"{rule}\nIt is prose.\n")
    assert (status, printed) == (1, "ip-blacklist-entry=192.0.2.7\n")
    assert error.splitlines() == [
        f"convert-tcp-smtp: standard input(1): {rule}: "
        "the text of RBLSMTPD is left out; rejection-text-ip-blacklist=TEXT is for all addresses",
        "convert-tcp-smtp: standard input(2): It is prose.: this is no rule of tcprules",
    ]
    status, _, error = run("convert-tcp-smtp", text=f"rblsmtpd -r a.example qmail-smtpd\nIt is prose.\n{rule}\n")
    assert (status, error.count("It is prose.: this is no rule")) == (1, 1)


def test_one_list_of_tcp_smtp_and_of_a_run_file():
    lists = {"relay": [], "blacklist": [], "whitelist": [], "dns-blacklist": [], "dns-whitelist": []}
    for kind, entries in lists.items():
        for name in ("tcp.smtp", "run"):
            _, printed, _ = run("convert-tcp-smtp", f"--list={kind}", CONVERSIONS / f"{name}.before")
            entries += printed.splitlines()
    everything = (after("tcp.smtp") + after("run")).splitlines()
    for kind, entries in lists.items():
        option = kind if kind.startswith("dns") else f"ip-{kind}"
        assert entries == [line.partition("=")[2] for line in everything if line.startswith(f"{option}-entry=")]
        assert entries
    assert run("convert-tcp-smtp", "--list=x")[0] == 2
