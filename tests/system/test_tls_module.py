"""The TLS module: who maps OpenSSL, and what the dynamic linker sees of the module."""

import pathlib
import shutil
import subprocess

import pytest
from harness import servers
from harness.paths import BUILD, IS_SANITIZED
from harness.session import child_environment, filtered

PROBE = BUILD / "tests" / "tls_probe"
MODULE = BUILD / "lib" / "spamweir" / "spamweir-tls.so"
CERTIFICATES = BUILD / "tests" / "certificates"

pytestmark = pytest.mark.skipif(not PROBE.exists(), reason="configured --without-tls")


def mapped(process):
    return "libssl" in pathlib.Path(f"/proc/{process}/maps").read_text()


def probe(program, certificate):
    return subprocess.run(
        [program, certificate], env=child_environment({}), capture_output=True, text=True, timeout=60, check=False
    )


def test_a_session_without_tls_maps_no_openssl(tmp_path):
    lines = [f"tls-certificate-file={CERTIFICATES}/rsa.pem", "tls-protocols=tlsv1.3"]
    with filtered(servers.scripted(tmp_path), tmp_path, lines) as session:
        assert session.client.read_reply()[:3] == "220"
        session.client.ask("EHLO c")
        assert not mapped(session.process.pid)
        session.client.ask("QUIT")


def test_openssl_is_mapped_when_a_channel_opens():
    done = probe(PROBE, CERTIFICATES / "rsa.pem")
    assert done.returncode == 0, done.stderr
    assert "libssl before: not mapped" in done.stdout
    assert "libssl after: mapped" in done.stdout


def test_a_bad_certificate_is_told_before_openssl_is_loaded():
    done = probe(PROBE, "/nonexistent")
    assert done.returncode == 1
    assert "tls-certificate-file=/nonexistent: No such file or directory" in done.stderr
    assert "libssl after: not mapped" in done.stdout


def test_without_the_module_the_error_names_both_places(tmp_path):
    """As after ./configure --without-tls, unless a build is installed."""
    (tmp_path / "bin").mkdir()
    alone = shutil.copy(PROBE, tmp_path / "bin")
    done = probe(alone, CERTIFICATES / "rsa.pem")
    if done.returncode == 0:
        pytest.skip("the module is installed on this machine")
    assert f"neither {tmp_path}/bin/../lib/spamweir/spamweir-tls.so nor /" in done.stderr
    assert "--without-tls" in done.stderr


def test_a_file_that_is_no_module(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "lib" / "spamweir").mkdir(parents=True)
    alone = shutil.copy(PROBE, tmp_path / "bin")
    module = tmp_path / "lib" / "spamweir" / MODULE.name
    module.write_text("no library")
    done = probe(alone, CERTIFICATES / "rsa.pem")
    assert done.returncode == 1 and "can't be loaded" in done.stderr and str(module.name) in done.stderr
    source = tmp_path / "other.c"
    source.write_text("struct { unsigned version; } table = {999}; void *spamweir_tls_module(void) { return &table; }")
    module.unlink()
    subprocess.run(["cc", "-shared", "-fPIC", "-o", module, source], check=True)
    done = probe(alone, CERTIFICATES / "rsa.pem")
    assert done.returncode == 1 and "belongs to another version of spamweir" in done.stderr


@pytest.mark.skipif(IS_SANITIZED, reason="the sanitizers bring their own libraries")
def test_the_module_shows_one_symbol():
    """Its C++ library stays its own."""
    shown = subprocess.run(["nm", "-D", "--defined-only", MODULE], capture_output=True, text=True, check=True).stdout
    assert [line.split()[-1] for line in shown.splitlines()] == ["spamweir_tls_module"]
    needed = subprocess.run(["readelf", "-d", MODULE], capture_output=True, text=True, check=True).stdout
    assert "libssl.so" in needed and "libstdc++" not in needed
