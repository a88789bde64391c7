"""For each row of verdicts.tsv a session that ends in it."""

import dataclasses
import pathlib

from harness.authentication import PASSWORD, USER, encoded, plain

from . import scenes

ROWS = [
    dict(zip(("code", "reply", "option", "text", "policy", "ends"), line.split("\t")))
    for line in (pathlib.Path(__file__).parents[2] / "data" / "verdicts.tsv").read_text().splitlines()[1:]
]

RDNS = ("44.33.22.11.in-addr.arpa", "PTR", "11-22-33-44.dyn.isp.us")
LISTED = (("44.33.22.11.rbl.test", "A", "127.0.0.2"), ("44.33.22.11.rbl.test", "TXT", "Listed"))
RHS_LISTED = (("bad.test.rhs.test", "A", "127.0.0.2"), ("bad.test.rhs.test", "TXT", "Listed"))
FROM_BAD = scenes.from_to("a@bad.test", "x@example.com")
GRAYLIST = ("graylist-level=always-create-dir", "graylist-dir={dir}/tree")
RECORDS = {"records/nothing": ""}
FULL_LOG = ("full-log-dir={dir}/records",)
TREE = {"tree/nothing": ""}
USER_AT_SERVER = ("--auth", encoded(f"\0{USER}\0{PASSWORD}"))
VALIDATION = "recipient-validation-command=/bin/sh {dir}/answer.sh"

# What the commands after the verdict are answered, by the scope of the verdict. {reply} is the verdict's own reply, {text}
# that without its code.
AFTER = {
    "connection": (
        ("RCPT TO:<y@example.com>", "{reply}"),
        ("RSET", "{reply}"),
        ("MAIL FROM:<other@c.test>", "250 {text}"),
        ("RCPT TO:<y@example.com>", "{reply}"),
        ("DATA", "{reply}"),
        ("QUIT", "221 {text}"),
    ),
    "message": (
        ("RCPT TO:<y@example.com>", "{reply}"),
        ("DATA", "{reply}"),
        ("RSET", "250 flushed"),
        ("MAIL FROM:<joe@example.com>", "250 ok"),
        ("RCPT TO:<y@example.com>", "250 ok"),
        ("DATA", "354 go ahead"),
    ),
    "recipient": (("RCPT TO:<good@example.com>", "250 ok"), ("DATA", "354 go ahead")),
    "command": (("RSET", "250 flushed"), ("MAIL FROM:<a@b.test>", "250 ok"), ("RCPT TO:<x@example.com>", "250 ok")),
    "closed": (("", ""),),
}


@dataclasses.dataclass
class Verdict:
    """`around`, `files` and the rest as in harness.stage.Case."""

    around: tuple = ()
    scene: object = scenes.from_to("a@b.test", "x@example.com")
    suffix: str = ""  # what follows the text, own or default
    after: tuple = None  # unless that of the row's scope
    files: dict = dataclasses.field(default_factory=dict)
    zone: tuple = None
    environment: dict = dataclasses.field(default_factory=dict)
    server_options: tuple = ()
    needs_tls: bool = False
    is_logged: bool = True  # at every level from info on
    text: str = None  # for the rows that quote none

    def fields(self):
        """What a Case has as well."""
        names = ("around", "scene", "files", "zone", "environment", "server_options", "needs_tls")
        return {name: getattr(self, name) for name in names}


def _recipient_answer(status):
    return {"answer.sh": f'[ "$1 $2" = "example.com x" ] || exit 1\nexit {status}\n'}


VERDICTS = {
    "DENIED_UNPARSEABLE": Verdict(scene=scenes.from_to("a@b.test", "")),
    "DENIED_TOO_MANY_RECIPIENTS": Verdict(
        ("max-recipients=1",),
        scenes.second_recipient,
        after=(("RCPT TO:<z@example.com>", "{reply}"), ("DATA", "354 go ahead")),
    ),
    "DENIED_UNQUALIFIED_RECIPIENT": Verdict(scene=scenes.from_to("a@b.test", "somebody")),
    "DENIED_GRAYLISTED": Verdict(
        GRAYLIST + ("graylist-exception-rdns-entry=nobody", "recipient-whitelist-entry=good@example.com"), files=TREE
    ),
    "DENIED_RDNS_MISSING": Verdict(("reject-empty-rdns",), zone=()),
    "DENIED_RDNS_RESOLVE": Verdict(("reject-unresolvable-rdns",), zone=(RDNS,)),
    "DENIED_IP_IN_CC_RDNS": Verdict(("reject-ip-in-cc-rdns",), zone=(RDNS,)),
    "DENIED_IP_IN_RDNS": Verdict(("ip-in-rdns-keyword-blacklist-entry=dyn",), zone=(RDNS,)),
    "DENIED_EARLYTALKER": Verdict(("greeting-delay-secs=3",), scenes.early),
    "DENIED_BLACKLIST_NAME": Verdict(("rdns-blacklist-entry=.isp.us",), zone=(RDNS,)),
    "DENIED_BLACKLIST_IP": Verdict(("ip-blacklist-entry=11.22",)),
    "TIMEOUT": Verdict(("idle-timeout-secs=3",), scenes.idle, after=AFTER["closed"]),
    "DENIED_SENDER_BLACKLISTED": Verdict(("sender-blacklist-entry=a@b.test",)),
    "DENIED_RECIPIENT_BLACKLISTED": Verdict(("recipient-blacklist-entry=x@example.com",)),
    "DENIED_SENDER_NO_MX": Verdict(("reject-sender=no-mx",), zone=(("example.com", "MX", "10 mx.b.test"), ("mx.b.test", "A", "11.22.33.7"))),
    "DENIED_RBL_MATCH": Verdict(("dns-blacklist-entry=rbl.test",), zone=LISTED, suffix=" rbl.test: Listed"),
    "DENIED_RHSBL_MATCH": Verdict(
        ("rhs-blacklist-entry=rhs.test",), FROM_BAD, zone=RHS_LISTED, suffix=" rhs.test: Listed", after=AFTER["message"]
    ),
    "FAILED_AUTH": Verdict(
        ("smtp-auth-level=always", "smtp-auth-command=/bin/false", "smtp-auth-failure-delay-secs=0"), scenes.authenticated
    ),
    "UNKNOWN_AUTH": Verdict(("smtp-auth-level=always", "smtp-auth-command=/bin/true"), scenes.auth("FOO")),
    "DENIED_RELAYING": Verdict(scene=scenes.to_foreign),
    "DENIED_OTHER": Verdict(
        server_options=("--refuse", "RCPT=550 no such user"),
        text="no such user",
        after=(("RCPT TO:<y@example.com>", "{reply}"), ("MAIL FROM:<a@b.test>", "250 ok")),
    ),
    "DENIED_ZERO_RECIPIENTS": Verdict(scene=scenes.data_without_recipient, is_logged=False, after=AFTER["command"]),
    # The message is lost; who authenticates may send the next one.
    "DENIED_AUTH_REQUIRED": Verdict(
        ("filter-level=require-auth", "smtp-auth-level=always", "smtp-auth-command=/bin/true"),
        after=(
            ("DATA", "{reply}"),
            ("MAIL FROM:<joe@example.com>", "250 {text}"),
            ("RCPT TO:<y@example.com>", "{reply}"),
            ("RSET", "250 flushed"),
            (f"AUTH PLAIN {plain()}", "235 Proceed."),
            ("MAIL FROM:<joe@example.com>", "250 ok"),
            ("RCPT TO:<y@example.com>", "250 ok"),
        ),
    ),
    "DENIED_REJECT_ALL": Verdict(("filter-level=reject-all",), after=AFTER["connection"]),
    "DENIED_IDENTICAL_SENDER_RECIPIENT": Verdict(
        ("reject-recipient=same-as-sender",), scenes.from_to("x@example.com", "x@example.com")
    ),
    "DENIED_HEADER_BLACKLISTED": Verdict(
        ("header-blacklist-entry=Subject: *lottery*",),
        scenes.message,
        after=(("MAIL FROM:<a@b.test>", "250 ok"), ("RCPT TO:<x@example.com>", "250 ok")),
    ),
    "DENIED_INVALID_RECIPIENT": Verdict(
        ("reject-recipient=invalid", VALIDATION), files=_recipient_answer(2)
    ),
    "DENIED_UNAVAILABLE_RECIPIENT": Verdict(
        ("reject-recipient=unavailable", VALIDATION), files=_recipient_answer(3)
    ),
    "DENIED_SENDER_NOT_LOCAL": Verdict(("reject-sender=not-local",)),
    "DENIED_SENDER_NOT_AUTH": Verdict(
        ("reject-sender=authentication-mismatch",), scenes.authenticated_sender, server_options=USER_AT_SERVER
    ),
    "FAILED_TLS": Verdict(("tls-certificate-file={dir}/no-such-file",), scenes.begin_tls, needs_tls=True),
    "ALLOWED": Verdict(scene=scenes.message, text="ok N qp N", after=(("MAIL FROM:<a@b.test>", "250 ok"),)),
    "ALLOWED_AUTHENTICATED": Verdict(
        ("smtp-auth-level=always", "smtp-auth-command=/bin/true", *FULL_LOG),
        scenes.authenticated,
        files=RECORDS,
        is_logged=False,
        after=(("MAIL FROM:<a@b.test>", "250 ok"), ("RCPT TO:<z@far.test>", "250 ok")),
    ),
    "ALLOWED_TLS": Verdict(
        ("tls-certificate-file={certificates}/rsa.pem", *FULL_LOG),
        scenes.into_tls,
        files=RECORDS,
        is_logged=False,
        needs_tls=True,
        after=(("MAIL FROM:<a@b.test>", "250 ok"), ("RCPT TO:<x@example.com>", "250 ok")),
    ),
    # From here on the server hears what the client says; the one of the tests repeats it.
    "TLS_ENCRYPTED": Verdict(
        scene=scenes.begin_tls,
        server_options=("--starttls",),
        text="ready for tls",
        after=(("RCPT TO:<z@far.test>", "RCPT TO:<z@far.test>"),),
    ),
}
