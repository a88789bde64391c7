"""Filters that are switched on, and the graylist."""

from harness.stage import Case

from . import scenes
from .dns import NO_ADDRESS, NO_NAME
from .verdicts import GRAYLIST, RDNS, TREE

GRAYLISTED = "421 Your address has been graylisted. Try again later."
ENTRY = "tree/example.com/x/b.test/a"
EARLY = "554 Refused. You are not following the SMTP protocol."


def _exception(kind, value, beside, **more):
    return Case(
        f"graylist-exception-{kind}",
        value,
        GRAYLISTED,
        "250 ok",
        around=GRAYLIST,
        other=beside,
        **{**more, "files": {**TREE, **more.get("files", {})}},
    )


def _switch(option, acts, zone):
    return Case(option, "yes", "250 ok", acts, zone=zone, other="no")


CASES = [
    _switch("reject-empty-rdns", NO_NAME, ()),
    _switch("reject-unresolvable-rdns", NO_ADDRESS, (RDNS,)),
    _switch(
        "reject-ip-in-cc-rdns", "554 Refused. Your reverse DNS entry contains your IP address and a country code.", (RDNS,)
    ),
    Case(
        "reject-sender",
        "not-local",
        "250 ok",
        "554 Refused. Mail for your sender domain is not hosted here.",
        other="authentication-mismatch",
    ),
    Case(
        "reject-recipient",
        "same-as-sender",
        "250 ok",
        "554 Refused. Identical sender and recipient addresses are not allowed.",
        scenes.from_to("x@example.com", "x@example.com"),
    ),
    Case(
        "recipient-validation-command",
        "/bin/sh {dir}/no.sh",
        "250 ok",
        "554 Refused. The recipient address does not exist.",
        around=("reject-recipient=invalid",),
        files={"no.sh": '[ "$1 $2" = "example.com x" ] || exit 1\nexit 2\n', "beside.sh": "exit 0\n"},
        other="/bin/sh {dir}/beside.sh",
    ),
    Case("filter-level", "reject-all", "250 ok", "554 Refused. Mail is not being accepted.", other="normal"),
    Case(
        "max-recipients",
        "1",
        "250 ok",
        "421 Too many recipients. Try the remaining addresses again later.",
        scenes.second_recipient,
        other="2",
    ),
    # There it can only excuse.
    Case(
        "greeting-delay-secs",
        "3",
        "250 ok",
        EARLY,
        scenes.early,
        other="0",
        in_directory={"around": ("greeting-delay-secs=3",), "value": "0", "without": EARLY, "acts": "250 ok"},
    ),
    Case(
        "graylist-dir",
        "{dir}/tree",
        "250 ok",
        GRAYLISTED,
        around=GRAYLIST[:1],
        files={**TREE, "beside/nothing": ""},
        other="{dir}/beside",
        otherwise=GRAYLISTED,
    ),
    Case("graylist-level", "always-create-dir", "250 ok", GRAYLISTED, around=GRAYLIST[1:], files=TREE, other="only"),
    Case(
        "graylist-max-secs",
        "1000",
        "250 ok",
        GRAYLISTED,
        around=GRAYLIST,
        files={ENTRY: ("11.22.33.44 (unknown)\n", 2000)},
        other="5000",
    ),
    Case("graylist-min-secs", "1000", "250 ok", GRAYLISTED, around=GRAYLIST, files={ENTRY: ("", 500)}, other="200"),
    _exception("ip-entry", "11.22.33", "11.22.34"),
    _exception("ip-file", "{dir}/list", "{dir}/beside", files={"list": "11.22.33\n", "beside": "11.22.34\n"}),
    _exception("rdns-entry", ".isp.us", ".other.us", zone=(RDNS,)),
    _exception("rdns-file", "{dir}/list", "{dir}/beside", files={"list": ".isp.us\n", "beside": ".other.us\n"}, zone=(RDNS,)),
    _exception(
        "rdns-dir",
        "{dir}/names",
        "{dir}/beside",
        files={"names/us/i/isp/isp.us": "", "beside/us/o/other/other.us": ""},
        zone=(RDNS,),
    ),
]
