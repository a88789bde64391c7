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
