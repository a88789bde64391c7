"""graylist_bench BUILD-DIRECTORY [ENTRIES]: a graylist tree of 1,000 and of 1,000,000 entries. `make bench-graylist` runs it.

Prints what a look-up costs the filter in both (median of runs in turn, without what a recipient costs whom nobody looks up:
one that is blacklisted), and how long the tool takes to fill the large one, to count it and
to purge it, beside find doing the same. Half of the entries are old. Needs 2.5 million inodes in the temporary directory.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

# pylint: disable=wrong-import-position
from harness import servers
from harness.session import filtered, write_configuration

RUNS = 31
SENDERS_ASKED, RECIPIENTS_ASKED = 10, 100
OLD, MINS = 100_000, 1000


def lines(domains, recipients, sender_domains, users):
    now = int(time.time())
    number = 0
    for domain in range(domains):
        for recipient in range(recipients):
            for sender_domain in range(sender_domains):
                for user in range(users):
                    number += 1
                    age = OLD * (number % 2)
                    yield f"{now - age}\twaiting\td{domain}.test\tu{recipient}\tb{sender_domain}.test\ts{user}\n"


def shape(entries):
    """Domains, recipients of each, sender domains and users: the small tree is a part of the large one."""
    return (1, 100, 1, entries // 100) if entries <= 1000 else (max(entries // 50_000, 1), 500, 10, 10)


class Bench:
    """Trees below a directory, and the programs of a build."""

    def __init__(self, build, directory):
        self.build = pathlib.Path(build).resolve()
        self.directory = pathlib.Path(directory)

    def tool(self, tree, *words, given=None):
        started = time.monotonic()
        command = [self.build / "bin" / "spamweir-graylist", f"--dir={tree}", *words]
        subprocess.run(command, input=given, stdout=subprocess.DEVNULL, check=True)
        return time.monotonic() - started

    def fill(self, entries, name):
        tree = self.directory / name
        tree.mkdir()
        given = "".join(lines(*shape(entries))).encode()
        return tree, self.tool(tree, "import", "--create-dir", given=given)

    def session_usecs(self, name, *lines):
        """Of a recipient whom the filter refuses, in one session for all senders and recipients that both trees have."""
        directory = self.directory / f"filter-{name}"
        directory.mkdir(exist_ok=True)
        configuration = write_configuration(directory, ["log-level=error", *lines], "d0.test\n")
        recipients = "".join(f"RCPT TO:<u{number}@d0.test>\r\n" for number in range(RECIPIENTS_ASKED))
        dialogue = "".join(f"MAIL FROM:<s{number}@b0.test>\r\n{recipients}" for number in range(SENDERS_ASKED))
        with filtered(servers.scripted(directory), directory, configuration) as session:
            session.client.read_reply()
            started = time.perf_counter()
            session.client.send(dialogue)
            replies = [session.client.read_line()[:3] for _ in range(SENDERS_ASKED * (RECIPIENTS_ASKED + 1))]
            taken = time.perf_counter() - started
            session.client.ask("QUIT")
        session.log_path.unlink()
        assert replies.count("250") == SENDERS_ASKED, replies
        return taken * 1e6 / (SENDERS_ASKED * RECIPIENTS_ASKED)

    def look_up_usecs(self, trees):
        """Of one look-up of an entry that waits, in each tree."""
        times = [[] for _ in trees]
        for _ in range(RUNS):
            nobody_looked_up = self.session_usecs("none", "recipient-blacklist-entry=@d0.test")
            for tree, taken in zip(trees, times):
                lines = [f"graylist-dir={tree}", "graylist-level=always", "graylist-min-secs=2000000000"]
                taken.append(self.session_usecs(tree.name, *lines) - nobody_looked_up)
        return [statistics.median(taken) for taken in times]


def seconds_of(command):
    started = time.monotonic()
    subprocess.run(command, shell=True, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - started


def main():
    entries = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="graylist-bench-") as directory:
        bench = Bench(sys.argv[1], directory)
        small, _ = bench.fill(1000, "small")
        large, taken = bench.fill(entries, "large")
        print(f"import of {entries} entries: {taken:.1f} s")
        few, many = bench.look_up_usecs([small, large])
        print(f"look-up among 1000: {few:.2f} us, among {entries}: {many:.2f} us, ratio {many / few:.2f} (at most 1.2)")
        print(f"find counts: {seconds_of(f'find {large} -type f | wc -l'):.1f} s")
        print(f"stats: {bench.tool(large, '--json', 'stats'):.1f} s (at most 10)")
        purged = bench.tool(large, "purge", f"--mins={MINS}")
        again, _ = bench.fill(entries, "again")
        found = seconds_of(f"find {again} -mindepth 2 -type f -mmin +{MINS} -delete")
        print(f"purge of half of it: {purged:.1f} s (at most 20), find on an equal tree: {found:.1f} s")


main()
