#!/usr/bin/python3
"""dns_bench: what DNS costs a session when every answer takes 50 ms. `make bench-dns` runs it.

The session is tests/system/harness/peers_session.py. Times are wall time from the connection (the start of the filter's
process, and so Python's own time to start one) to the banner and to the reply to RCPT, medians; the same without DNS
stands beside them. Queries are those that the name server got, the most of any round.
"""

import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

# pylint: disable=wrong-import-position
from harness import peers_session, servers
from harness.scripted_name_server import Behaviour, ScriptedNameServer, silent
from harness.session import filtered, write_configuration

ROUNDS = 21
LATE = Behaviour(delay_ms=50)


def run_session(server, directory, configuration):
    """Milliseconds to the banner and to the RCPT reply."""
    start = time.perf_counter()
    with filtered(server, directory, configuration) as session:
        client = session.client
        client.read_reply()
        banner = time.perf_counter()
        client.ask("EHLO c")
        client.ask(f"MAIL FROM:<a@{peers_session.SENDER_DOMAIN}>")
        reply = client.ask("RCPT TO:<x@example.com>")
        end = time.perf_counter()
        client.ask("QUIT")
        session.wait()
        log = session.standard_error()
    session.log_path.unlink()
    if reply != "250 ok" or log:
        sys.exit(f"dns_bench: {reply!r}, and the log says: {log}")
    return (banner - start) * 1e3, (end - start) * 1e3


def measure(directory, name_servers, lines, rounds=ROUNDS):
    """Medians of the two times, and the most queries of a round."""
    configuration = write_configuration(directory, lines + [f"dns-server-ip={one.option}" for one in name_servers])
    server = servers.scripted(directory)
    banners, ends, queries = [], [], []
    for _ in range(rounds):
        before = sum(len(one.queries) for one in name_servers)
        banner, end = run_session(server, directory, configuration)
        banners.append(banner)
        ends.append(end)
        queries.append(sum(len(one.queries) for one in name_servers) - before)
    return statistics.median(banners), statistics.median(ends), max(queries)


def row(what, unit, value, goal):
    verdict = "met" if value <= goal else "MISSED"
    print(f"  {what:<44} {value:9.1f} {unit:<7} goal at most {goal:g}: {verdict}")


def main():
    three, twenty = (peers_session.configuration([f"rbl{n}.test" for n in range(count)]) for count in (3, 20))
    with (
        tempfile.TemporaryDirectory(prefix="spamweir-bench-") as directory,
        ScriptedNameServer(peers_session.RECORDS, default=LATE) as alive,
        ScriptedNameServer(default=silent()) as dead,
    ):
        print(f"sessions with every DNS answer 50 ms late (median of {ROUNDS})")
        banner, end, _ = measure(directory, [], [])
        print(f"  without DNS: banner {banner:.1f} ms, RCPT reply {end:.1f} ms")
        banner, end, queries = measure(directory, [alive], three)
        row("connect to the banner", "ms", banner, 5)
        row("connect to the RCPT reply, 3 blacklists", "ms", end, 110)
        row("queries", "", queries, 16)
        _, end, queries = measure(directory, [alive], twenty)
        row("connect to the RCPT reply, 20 blacklists", "ms", end, 110)
        row("queries", "", queries, 33)
        _, end, _ = measure(directory, [dead, alive], three, rounds=5)
        row("3 blacklists, the first server dead", "ms", end, 1200)


main()
