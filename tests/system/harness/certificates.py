"""Certificates with dates and issuers of one's own choosing, made by openssl."""

import datetime
import pathlib
import subprocess
import tempfile

_AUTHORITY = """\
[ca]
default_ca = default
[default]
database = index.txt
serial = serial
new_certs_dir = .
policy = policy
default_md = sha256
[policy]
commonName = supplied
"""


def _openssl(home, *words):
    subprocess.run(["openssl", *words], cwd=home, check=True, capture_output=True)


def _time(days):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")


def make(path, begins_days, ends_days, issuer="self"):
    """Writes certificate and key to `path`, valid between two days counted from today. `issuer`: self, or an authority whose
    certificate is left out (unknown), follows (chained) or follows after one that has nothing to do with it (disordered)."""
    with tempfile.TemporaryDirectory() as name:
        home = pathlib.Path(name)
        (home / "index.txt").touch()
        (home / "serial").write_text("01\n")
        (home / "ca.cnf").write_text(_AUTHORITY)
        for who in ("host", "authority", "stranger"):
            _openssl(home, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{who}.key")
            _openssl(home, "req", "-x509", "-new", "-key", f"{who}.key", "-subj", f"/CN={who}", "-days", "900", "-out", f"{who}.crt")
        _openssl(home, "req", "-new", "-key", "host.key", "-subj", "/CN=mail.example.com", "-out", "host.csr")
        signing = ["-selfsign", "-keyfile", "host.key"]
        if issuer != "self":
            signing = ["-keyfile", "authority.key", "-cert", "authority.crt"]
        dates = ["-startdate", _time(begins_days), "-enddate", _time(ends_days)]
        _openssl(home, "ca", "-batch", "-notext", "-config", "ca.cnf", *signing, *dates, "-in", "host.csr", "-out", "made.crt")
        behind = {"chained": ["authority.crt"], "disordered": ["stranger.crt", "authority.crt"]}.get(issuer, [])
        pieces = ["made.crt", *behind, "host.key"]
        path.write_text("".join((home / piece).read_text() for piece in pieces))
    path.chmod(0o600)
