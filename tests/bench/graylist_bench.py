"""graylist_bench BUILD-DIRECTORY [ENTRIES]: a graylist tree of 1,000 and of 1,000,000 entries. `make bench-graylist` runs it.

Prints what a look-up costs in both (median of runs in turn), and how long the tool takes to fill the large one, to count it and
to purge it, beside find doing the same. Half of the entries are old. Needs 2.5 million inodes in the temporary directory.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 31
RECIPIENTS_ASKED = 100
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

    def look_up_usecs(self, tree):
        """Of one look-up of an entry that waits."""
        command = [self.build / "tests" / "graylist_probe", f"--graylist-dir={tree}", "--graylist-min-secs=2000000000"]
        words = ["s3@b0.test", "u%@d0.test", "11.22.33.44", "mx", str(RECIPIENTS_ASKED)]
        output = subprocess.run([*command, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        rows = output.stdout.splitlines()
        assert all(row.startswith("wait ") for row in rows[:-2]), rows[0]
        return int(rows[-1].split()[1]) / RECIPIENTS_ASKED

    def compare_look_ups(self, small, large):
        times = {small: [], large: []}
        for _ in range(RUNS):
            for tree, taken in times.items():
                taken.append(self.look_up_usecs(tree))
        return [statistics.median(taken) for taken in times.values()]


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
        few, many = bench.compare_look_ups(small, large)
        print(f"look-up among 1000: {few:.2f} us, among {entries}: {many:.2f} us, ratio {many / few:.2f} (at most 1.2)")
        print(f"find counts: {seconds_of(f'find {large} -type f | wc -l'):.1f} s")
        print(f"stats: {bench.tool(large, '--json', 'stats'):.1f} s (at most 10)")
        purged = bench.tool(large, "purge", f"--mins={MINS}")
        again, _ = bench.fill(entries, "again")
        found = seconds_of(f"find {again} -mindepth 2 -type f -mmin +{MINS} -delete")
        print(f"purge of half of it: {purged:.1f} s (at most 20), find on an equal tree: {found:.1f} s")


main()
