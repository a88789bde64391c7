"""TLS, authentication, and the host's name, which a challenge of CRAM-MD5 bears."""

import subprocess

from harness.paths import program
from harness.stage import Case

from . import scenes

RSA_PEM = "tls-certificate-file={certificates}/rsa.pem"
RSA_CRT = "tls-certificate-file={certificates}/rsa.crt"
LOCKED = (RSA_CRT, "tls-privatekey-file={certificates}/rsa-locked.key")
CHECKED_HERE = ("smtp-auth-level=always", "smtp-auth-failure-delay-secs=0")
CHALLENGE = ("smtp-auth-level=always-encrypted", "smtp-auth-command=/bin/true", "hostname-file={dir}/me")
NO_TLS = "454 Failed to negotiate TLS connection."
RSA, ANOTHER = "rsa.example.com", "another host"
STRONG, WEAK = "ECDHE-RSA-AES256-GCM-SHA384", "AES128-GCM-SHA256"
_ME = {"me": "mx.another.test\n", "named": "mx.named.test\n"}


def _parameters():
    """Diffie-Hellman parameters of another size than OpenSSL would take for these certificates."""
    made = ["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe3072"]
    return subprocess.run(made, capture_output=True, check=False).stdout if program("openssl") else b""




def _tls(option, value, without, acts, scene=scenes.certificate, **more):
    return Case(option, value, without, acts, scene, needs_tls=True, **more)


CASES = [
    _tls("tls-certificate-file", "{certificates}/rsa.pem", "not offered", RSA, other="{certificates}/ec.pem",
         otherwise="no such certificate"),
    _tls("tls-privatekey-file", "{certificates}/rsa.key", NO_TLS, RSA, around=(RSA_CRT,), other="{certificates}/ec.key"),
    _tls("tls-privatekey-password", "secret word", NO_TLS, RSA, around=LOCKED, other="another word"),
    _tls(
        "tls-privatekey-password-file",
        "{dir}/word",
        NO_TLS,
        RSA,
        around=LOCKED,
        files={"word": "secret word\n", "beside": "another word\n"},
        other="{dir}/beside",
    ),
    _tls("tls-level", "smtp-no-passthrough", "STARTTLS", "nothing", scenes.offer_of("STARTTLS"),
         server_options=("--starttls",), other="smtp"),
    _tls("tls-cipher-list", WEAK, STRONG, WEAK, scenes.cipher, around=(RSA_PEM,), other="HIGH"),
    _tls(
        "tls-dhparams-file",
        "{dir}/dh.pem",
        "2048",
        "3072",
        scenes.dh_bits,
        around=(RSA_PEM, "tls-cipher-list=DHE-RSA-AES128-GCM-SHA256"),
        files={"dh.pem": _parameters()},
        other="{certificates}/dh.pem",
    ),
    Case(
        "smtp-auth-command",
        "/bin/true",
        "503 Authentication is not offered here.",
        "235 Proceed.",
        scenes.authenticated,
        around=CHECKED_HERE,
        other="/bin/false",
        otherwise="535 Refused. Authentication failed.",
    ),
    Case(
        "smtp-auth-level",
        "always-encrypted",
        "nothing",
        "AUTH LOGIN PLAIN CRAM-MD5",
        scenes.offer_of("AUTH"),
        around=("smtp-auth-command=/bin/true",),
        other="none",
    ),
    Case("hostname", "mx.named.test", ANOTHER, "mx.named.test", scenes.host_of_challenge, around=CHALLENGE, files=_ME,
         other="mx.other.test"),
    Case("hostname-command", "/bin/echo mx.named.test", ANOTHER, "mx.named.test", scenes.host_of_challenge, around=CHALLENGE,
         files=_ME, other="/bin/echo mx.other.test"),
    Case("hostname-file", "{dir}/named", ANOTHER, "mx.named.test", scenes.host_of_challenge, around=CHALLENGE[:2], files=_ME,
         other="{dir}/me"),
]
