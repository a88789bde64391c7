"""Passwords leave no trace: not in the filter's memory once they are judged, and in no log."""

import re

import pytest
from harness import servers
from harness.authentication import CERTIFICATES, PASSWORD, QUICK, USER, begin_tls, digest, encoded, greeted, plain, program
from harness.paths import BUILD, IS_SANITIZED
from harness.processes import is_asleep, wait_until
from harness.session import filtered

pytestmark = pytest.mark.skipif(IS_SANITIZED, reason="the sanitizers keep what was freed")
HAS_TLS = (BUILD / "tests" / "tls_probe").exists()
# So long a piece of a secret is worth finding; a shorter one stands anywhere by chance.
PIECE = 10


def plain_inline(client, password):
    return client.ask(f"AUTH PLAIN {plain(password)}"), [password, plain(password)]


def plain_prompted(client, password):
    assert client.ask("AUTH PLAIN")[:3] == "334"
    return client.ask(plain(password)), [password, plain(password)]


def login(client, password):
    for line in ("AUTH LOGIN", encoded(USER)):
        assert client.ask(line)[:3] == "334"
    return client.ask(encoded(password)), [password, encoded(password)]


def login_in_pieces(client, password):
    """The line comes in two pieces, and commands behind it, so that it stands neither first nor last in any buffer."""
    for line in ("AUTH LOGIN", encoded(USER)):
        assert client.ask(line)[:3] == "334"
    line = encoded(password)
    client.send(line[:7])
    client.send(line[7:] + "\r\nNOOP\r\nNOOP\r\n")
    replies = [client.read_reply() for _ in range(3)]
    return replies[0], [password, line]


def cram_md5(client, password):
    response = digest(client.ask("AUTH CRAM-MD5"), password)
    line = encoded(f"{USER} {response}")
    return client.ask(line), [password, response, line]


def own(accepts, directory):
    """Lines and a server, where the filter itself has the password judged, by a program that repeats what it is told."""
    script = program(directory, "cat <&3; exit " + ("0" if accepts else "1"))
    return ["smtp-auth-level=always-encrypted", script, *QUICK], servers.scripted(directory)


def taking(words, accepts, directory):
    """A server whose own AUTH takes these words; they don't stand in its command line, which the filter has in memory."""
    (directory / "words").write_text(words if accepts else "x")
    command = " ".join(servers.scripted(directory).command)
    return servers.shell(f'exec {command} --auth "$(cat {directory}/words)"')


def of_plain(accepts, directory):
    return ["smtp-auth-level=ondemand", *QUICK], taking(plain(), accepts, directory)


def of_login(accepts, directory):
    return ["smtp-auth-level=observe", *QUICK], taking(f"{encoded(USER)}:{encoded(PASSWORD)}", accepts, directory)


def in_clear(_, directory):
    return ["smtp-auth-level=observe", "smtp-auth-require-tls=yes"], taking(plain(), True, directory)


def hidden(_, directory):
    return ["smtp-auth-level=none"], taking(plain(), True, directory)


def writable_memory(pid):
    """Triples of a mapping's name, its address, and what is in it."""
    with open(f"/proc/{pid}/maps", encoding="latin-1") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            begin, end, mode, name = re.match(r"(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)", line).groups()
            if mode.startswith("rw"):
                memory.seek(int(begin, 16))
                yield name, int(begin, 16), memory.read(int(end, 16) - int(begin, 16))


def traces(pid, secrets):
    """Where pieces of secrets stand, in words."""
    pieces = {secret[at : at + PIECE].encode() for secret in secrets for at in range(len(secret) - PIECE + 1)}
    pattern = re.compile(b"|".join(map(re.escape, sorted(pieces))))
    found = []
    for name, begin, content in writable_memory(pid):
        for match in pattern.finditer(content):
            around = content[max(0, match.start() - 24) : match.end() + 24]
            found.append(f"{name or 'anonymous'} {begin + match.start():#x}: {around!r}")
    return found[:5]


def test_a_secret_that_is_there_is_found(tmp_path):
    """So that the tests below can fail: a password without its line end is still waiting to be used."""
    lines, server = own(True, tmp_path)
    with filtered(server, tmp_path, lines) as session:
        client = greeted(session)
        client.ask("AUTH LOGIN")
        client.send(encoded(PASSWORD))
        wait_until(lambda: traces(session.process.pid, [encoded(PASSWORD)]))


WAYS = [
    *[(say, own) for say in (plain_inline, plain_prompted, login, login_in_pieces, cram_md5)],
    *[(say, of_plain) for say in (plain_inline, plain_prompted)],
    *[(say, of_login) for say in (login, login_in_pieces)],
]


@pytest.mark.parametrize("accepts", [True, False], ids=["235", "535"])
@pytest.mark.parametrize("secure", [False, True], ids=["clear", "tls"])
@pytest.mark.parametrize(("say", "judge"), WAYS)
def test_nothing_is_left_in_memory(say, judge, secure, accepts, tmp_path):
    if secure and not HAS_TLS:
        pytest.skip("configured --without-tls")
    lines, server = judge(accepts, tmp_path)
    if secure:
        lines = [*lines, f"tls-certificate-file={CERTIFICATES}/rsa.pem"]
    with filtered(server, tmp_path, lines) as session:
        client = greeted(session)
        if secure:
            begin_tls(client)
        reply, secrets = say(client, PASSWORD)
        assert reply[:3] == ("235" if accepts else "535")
        wait_until(lambda: is_asleep(session.process.pid))
        found = traces(session.process.pid, secrets)
        client.ask("QUIT")
        session.wait()
        log = session.standard_error()
    assert not found, "\n".join(found)
    assert not any(secret in log for secret in secrets)


# Dialogues that end otherwise; what was said is a secret all the same.
ABANDONED = {
    "a control character": (own, ["AUTH LOGIN", encoded(USER), encoded(PASSWORD) + "\1"], "500"),
    "no base64": (own, ["AUTH LOGIN", encoded(USER), encoded(PASSWORD)[:-1]], "501"),
    "too long": (own, ["AUTH PLAIN", plain() * 600], "500"),
    "too long for a program": (own, ["AUTH PLAIN", plain(PASSWORD * 30)], "535"),
    "unknown mechanism": (own, ["AUTH SCRAM-SHA-1 " + plain()], "504"),
    "a digest where the server speaks first": (own, ["AUTH CRAM-MD5 " + plain()], "501"),
    "another one's rights": (own, ["AUTH PLAIN " + encoded(f"boss\0{USER}\0{PASSWORD}")], "535"),
    "a second NUL": (own, ["AUTH PLAIN " + encoded(f"\0{USER}\0{PASSWORD}\0")], "501"),
    "in a transaction": (own, ["MAIL FROM:<a@b.test>", "AUTH PLAIN " + plain()], "503"),
    "not taken in clear": (in_clear, ["AUTH PLAIN " + plain()], "538"),
    "not wanted": (hidden, ["AUTH PLAIN " + plain()], "502"),
    "a control character in the server's dialogue": (of_plain, ["AUTH PLAIN", plain() + "\1"], "500"),
    "a line too long for the server": (of_plain, ["AUTH PLAIN", plain() * 600], "500"),
    "a mechanism that the server lacks": (of_plain, ["AUTH SCRAM-SHA-1 " + plain()], "504"),
}


@pytest.mark.parametrize("name", ABANDONED)
def test_nothing_is_left_of_what_came_to_nothing(name, tmp_path):
    judge, said, code = ABANDONED[name]
    lines, server = judge(True, tmp_path)
    with filtered(server, tmp_path, lines) as session:
        client = greeted(session)
        replies = [client.ask(line) for line in said]
        assert replies[-1][:3] == code
        wait_until(lambda: is_asleep(session.process.pid))
        found = traces(session.process.pid, [PASSWORD, said[-1].split()[-1][:200]])
        client.ask("QUIT")
        session.wait()
        assert PASSWORD not in session.standard_error()
    assert not found, "\n".join(found)
