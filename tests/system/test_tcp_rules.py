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
    ],
)
def test_the_narrower_rule_counts(rules, printed, complaint, client, codes, tmp_path):
    status, made, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, made.splitlines()) == (1, printed)
    assert f"standard input{complaint}" in errors
    for recipient, code in zip(("x@example.com", "x@far.test"), codes):
        lines = ["relay-level=normal", *printed]
        assert answer(tmp_path, lines, client=client, recipient=recipient) == code, recipient


def test_rules_that_agree_are_no_matter():
    rules = [f"10.:{RELAY}", f"10.9.:{RELAY}", f"11.:{WHITE}", f"192.0.2.:{RELAY}", "198.51.100.:deny", "198.51.100.7:deny"]
    status, printed, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, errors) == (0, "")
    assert len(printed.splitlines()) == len(rules)
    assert "#" not in printed


def test_a_file_of_thousands_of_hosts():
    """Such are made of those who fetched their mail; comparing each with each would take minutes."""
    rules = [f"10.{i >> 8}.{i & 255}.7:{what}" for i, what in enumerate([RELAY, WHITE, "deny"] * 10_000)]
    status, printed, errors = run("convert-tcp-smtp", text="\n".join(rules))
    assert (status, len(printed.splitlines()), errors) == (0, len(rules), "")


@pytest.mark.parametrize(
    "address",
    [
        "127", "192.168", "10.0.0", "256.300.1.1", "1.2.3.4.5", "1.2.3.4.", "1-300.", "5-3.", "1-2-3.", "1..2.", ".", "010.", "1:2",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4::5:6:7:8", "12345::", "::1/129", "fe80:", "::ffff:10.0.0.1",
        "::ffff:a00:1", " 10.", "10.0.0.0/8",
    ],
)
def test_what_no_client_has_is_no_address(address):
    """tcprules compares texts, so these rules of old let nobody in."""
    status, printed, error = run("convert-tcp-smtp", text=f"{address}:{RELAY}\n")
    assert (status, printed) == (1, "")
    assert error == f"convert-tcp-smtp: standard input(1): {address}:{RELAY}: {address} is no address; keep it in tcp.smtp\n"


@pytest.mark.parametrize("address", ["0.", "10.2-3.", "1.2.3.255", "1-2.3.4-5.", "::", "::1", "1:2:3:4:5:6:7:8", "2001:DB8::/32"])
def test_what_is_an_address(address):
    assert run("convert-tcp-smtp", text=f"{address}:{RELAY}\n") == (0, f"ip-relay-entry={address}\n", "")


def test_zones_and_rules_that_would_be_lost():
    """Of each something was passed over in silence once."""
    status, printed, error = run("convert-tcp-smtp", text="exec rblsmtpd -b $BLACKLIST qmail-smtpd\n")
    assert (status, printed) == (1, "")
    assert error == "convert-tcp-smtp: standard input(1): rblsmtpd: $BLACKLIST may stand for options; add their zones by hand\n"
    chain = 'rblsmtpd -r a.test "rblsmtpd" -a c.test /bin/rblsmtpd -re.test qmail-smtpd \\\n'
    lines = ["dns-blacklist-entry=a.test", "dns-whitelist-entry=c.test", "dns-blacklist-entry=e.test"]
    status, printed, error = run("convert-tcp-smtp", text=chain)
    assert (status, printed.splitlines(), error) == (0, lines, "")
    status, printed, error = run("convert-tcp-smtp", text='192.0.2.7:alow,X="x"\n10.:deny\n# x\n\n:DENY\n')
    assert (status, printed) == (1, "ip-blacklist-entry=10.\n")
    assert error.splitlines() == [
        'convert-tcp-smtp: standard input(1): 192.0.2.7:alow,X="x": this is no rule of tcprules',
        "convert-tcp-smtp: standard input(5): :DENY: this is no rule of tcprules",
    ]


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
