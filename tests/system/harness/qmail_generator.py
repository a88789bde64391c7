"""Random machines with qmail, healthy and odd, and recipients to ask them about."""

from .qmail_model import Account, Assignment, Node, Setup
from .qmail_tree import IS_ROOT, OWN

NAMES = ("joe", "mary", "a-b", "alias", "vpopmail")
EXTENSIONS = ("", "-", "-foo", "-foo-bar", "-foo-default", "-default", "-list", "-a:b", "-x/y", "default", "-vip")
LOCALS = ("joe", "JOE", "joe-foo", "Joe-Foo-bar", "joe-a.b", "joe-nobody", "joe-", "joe-list", "joe-x/y", "mary", "mary-foo",
          "a-b", "a-b-foo", "a", "a-foo", "nobody", "info", "-foo", "", "alias", "alias-foo", "root", "Upper", "vip", "vip-foo",
          "joe-foo-default", "foo%r.test", "joe%l.test", "mary%v.test", "x%y%v.test", "j@k", "a.b", "box", "user", "gone",
          "kept", "joe-" + "x" * 300, "joe-foo-" + "y" * 300, "list", "foo")  # fmt: skip
DOMAINS = ("l.test", "l.test", "l.test", "L.TEST", "v.test", "v.test", "sub.v.test", "vp.test", "vp.test", "a.b.v.test", "",
           "r.test", "p.test", "excepted.test", "me.test")  # fmt: skip
TARGETS = ("&joe@l.test", "mary@l.test", "joe-foo@l.test", "&joe-list@l.test", "&far@r.test", "&nobody@l.test", "&joe",
           "info@v.test", "box@vp.test", "&gone@vp.test", "&joe-foo%l.test@p.test", "&a-b-foo@l.test", "&", "&alias-foo@l.test")  # fmt: skip
MAILBOXES = ("./Mailbox", "./Maildir/", "./half/", "./none/", "./none/Mailbox", "./mail", ".mail", "./closed/", "./closed/box",
             "./readonly", "./pipe", "./lost", "./linked", "./Maildir", "../mary/Mailbox", "./", ".")  # fmt: skip


class Generator:
    def __init__(self, random, root):
        self.random = random
        self.root = root
        self.nodes = {"/": Node("directory")}
        # Who is not root can be one user only; mary is another then, whose files are looked at with what rights there are.
        self.uids = [20001 + n if IS_ROOT else OWN[0] + (name == "mary") for n, name in enumerate(NAMES)]
        self.gid = 20100 if IS_ROOT else OWN[1]
        self.commands = {
            "bouncesaying 'no such person'": ("bounce",),
            " bouncesaying gone": ("bounce",),
            f"{root}/elsewhere/bouncesaying \"it's gone\"": ("bounce",),
            "bouncesaying 'not now' except grep x": ("run", f"{root}/bin/bouncesaying"),
            f"{root}/bin/good with words": ("run", f"{root}/bin/good"),
            f"{root}/bin/plain": ("run", f"{root}/bin/plain"),
            f"{root}/bin/missing x": ("run", f"{root}/bin/missing"),
            "good >/dev/null": ("run", f"{root}/bin/good"),
            "missing": ("run", f"{root}/bin/missing"),
            "./own": ("run", "own"),
            "if true; then exit 0; fi": ("shell",),
            "X=1 whatever": ("shell",),
            '"$HOME/x" y': ("shell",),
            f"{root}/bin/vdelivermail '' bounce-no-mailbox": ("vdelivermail", "bounce-no-mailbox", f"{root}/bin/vdelivermail"),
            f" {root}/bin/vdelivermail \"\" delete": ("vdelivermail", "delete", f"{root}/bin/vdelivermail"),
            f"{root}/bin/vdelivermail '' {root}/x/": ("vdelivermail", "path", f"{root}/bin/vdelivermail"),
            f"{root}/bin/vdelivermail '' joe@l.test": ("vdelivermail", "address", f"{root}/bin/vdelivermail"),
        }  # fmt: skip

    def one_in(self, n):
        return self.random.randrange(n) == 0

    def pick(self, choices):
        return self.random.choice(choices)

    def setup(self):
        self._add_programs()
        self._add("/homes", "directory")
        for number in sorted(self.random.sample(range(len(NAMES)), 4)):
            self._add_home(f"/homes/{NAMES[number]}", number)
        setup = Setup(self.root, self.nodes, accounts=self._accounts(), commands=self.commands)
        self._fill_control(setup)
        if self.one_in(2):
            setup.assignments = self._assignments()
        if self.one_in(20):
            setup.valias = {"kept@vp.test", "joe@l.test"}
        if self.one_in(20):
            setup.vuserinfo = {"user@vp.test"}
        return setup

    def recipients(self, count):
        return [(self.pick(DOMAINS), self.pick(LOCALS)) for _ in range(count)]

    def _add(self, path, kind, owner=0, mode=0o755, content=""):
        self.nodes[path] = Node(kind, owner if IS_ROOT else OWN[0], self.gid, mode, content)

    def _add_programs(self):
        self._add("/bin", "directory")
        for name in ("good", "bouncesaying", "vdelivermail"):
            self._add(f"/bin/{name}", "file", mode=0o755)
        self._add("/bin/plain", "file", mode=0o644)

    def _accounts(self):
        accounts = [Account(name, self.uids[at], self.gid, f"{self.root}/homes/{name}") for at, name in enumerate(NAMES)]
        accounts = [account for account in accounts if not self.one_in(16)]
        accounts.append(Account("root", 0, 0, f"{self.root}/homes"))
        accounts.append(Account("Upper", self.uids[0], self.gid, f"{self.root}/homes/joe"))
        return accounts

    def _assignments(self):
        def home(name):
            return f"{self.root}/homes/{name}"

        joe, mary, alias, vpopmail = self.uids[0], self.uids[1], self.uids[3], self.uids[4]
        lines = [
            Assignment("=", "joe", joe, self.gid, home("joe"), "", ""),
            Assignment("+", "joe-", joe, self.gid, home("joe"), "-", ""),
            Assignment("=", "VIP", mary, self.gid, home("mary"), "-", "vip"),
            Assignment("+", "vip-", mary, self.gid, home("mary"), "-", "foo-"),
            Assignment("+", "vp.test-", vpopmail, self.gid, home("vpopmail"), "-", ""),
            Assignment("+", "joe-foo-", mary, self.gid, home("mary"), "-", "foo"),
            Assignment("=", "root", 0, 0, home("joe"), "", ""),
            Assignment("=", "list", joe, self.gid, home("joe"), "", "-list"),
            Assignment("=", "box", joe, self.gid, "homes/joe", "", ""),
            Assignment("=", "joe", mary, self.gid, home("mary"), "", ""),
        ]
        if self.one_in(2):
            lines.append(Assignment("+", "", alias, self.gid, home("alias"), "-", ""))
        return [line for line in lines if not self.one_in(6)]

    def _fill_control(self, setup):
        if not self.one_in(8):
            setup.me = "me.test"
        if not self.one_in(16):
            setup.locals = ["# ours", "", "l.test \t", "localhost", "#p.test"]
        if self.one_in(4):
            setup.envnoathost = self.pick(("l.test", "r.test"))
        if not self.one_in(4):
            setup.percenthack = ["p.test", "V.test"]
        if not self.one_in(6):
            lines = ["v.test:joe", ".v.test:mary-foo", "vp.test:vp.test", "excepted.test:", "info@v.test:mary", "nothing"]
            if self.one_in(4):
                lines += [":alias-list", ".b.v.test:"]
            if self.one_in(4):
                lines += ["v.test:mary \t"]
            setup.virtualdomains = lines
        if not self.one_in(8):
            setup.defaultdelivery = self.pick(("./Mailbox\n", "./Maildir/\n", "./Mailbox", "|good\n", "", "# none\n"))
            self.commands["good"] = ("run", f"{self.root}/bin/good")

    def _add_home(self, home, number):
        if self.one_in(25):
            self._add(home, "file")
            return
        owner = self.uids[number]
        if self.one_in(20):
            owner = self.uids[(number + 1) % len(self.uids)]
        if self.one_in(20):
            self._add(home, "link", content=f"{self.root}{home}.real")
            home += ".real"
        mode = self.pick((0o755, 0o700, 0o711, 0o750, 0o770)) if not self.one_in(10) else self.pick(
            (0o757, 0o1755, 0, 0o500, 0o600, 0o55, 0o2755))  # fmt: skip
        self._add(home, "directory", owner, mode)
        self._add_mailboxes(home, owner)
        for ext in self.random.sample(EXTENSIONS, 5):
            if "/" in ext:
                self._add(f"{home}/.qmail-x", "directory", owner, 0o755)
            self._add_dot_qmail(f"{home}/.qmail{ext}", owner)
        if home.startswith("/homes/vpopmail"):
            self._add(f"{home}/box", "directory", owner, 0o700)
            if self.one_in(4):
                self._add(f"{home}/0", "directory", owner, 0o700)

    def _add_mailboxes(self, home, owner):
        """Some of those that MAILBOXES names; the others are missing."""
        if not self.one_in(8):
            self._add_maildir(f"{home}/Maildir", owner, ("tmp", "new", "cur"), 0o700)
        rarities = (
            lambda: self._add_maildir(f"{home}/half", owner, self.random.sample(("tmp", "new", "cur"), 2), 0o700),
            lambda: self._add_maildir(f"{home}/closed", owner, ("tmp", "new", "cur"), 0),
            lambda: self._add(f"{home}/readonly", "file", owner, 0o444),
            lambda: self._add(f"{home}/own", "file", owner, self.pick((0o755, 0o644))),
            lambda: self._add(f"{home}/pipe", "fifo", owner, 0o644),
            lambda: self._add(f"{home}/lost", "link", content="nowhere"),
            lambda: self._add(f"{home}/linked", "link", content=self.pick(("readonly", "own", f"{self.root}{home}/Maildir"))),
            lambda: self._add(f"{home}/Mailbox", "file", owner, 0o600),
        )
        for add in self.random.sample(rarities, 2):
            add()

    def _add_maildir(self, path, owner, parts, mode):
        self._add(path, "directory", owner, mode)
        for part in parts:
            self._add(f"{path}/{part}", "directory", owner, 0o700 if not self.one_in(12) else 0o500)

    def _add_dot_qmail(self, path, owner):
        if self.one_in(12):
            kind = self.pick(("directory", "fifo", "link", "link"))
            target = self.pick((".qmail-default", "nowhere", ".qmail-foo", path.rpartition("/")[2]))
            self._add(path, kind, owner, 0o644 if kind == "fifo" else 0o755, target if kind == "link" else "")
            return
        mode = self.pick((0o644, 0o600, 0o640, 0o666, 0o744, 0o000)) if self.one_in(4) else 0o644
        is_other = self.one_in(30)
        self._add(path, "file", 0 if is_other else owner, mode, self._dot_qmail(path))

    def _dot_qmail(self, path):
        if self.one_in(10):
            return ""
        if path.endswith("vpopmail/.qmail-default") and not self.one_in(4):
            return self._vdelivermail() + "\n"
        lines = [self._line() for _ in range(self.random.choice((1, 1, 1, 1, 2, 3)))]
        ending = "" if self.one_in(8) else "\n"
        return "\n".join(lines) + ending

    def _vdelivermail(self):
        return "|" + self.pick([command for command in self.commands if "vdelivermail" in command])

    def _line(self):
        line = self.pick((self._mailbox, self._mailbox, self._forward, self._forward, self._program, self._odd))()
        return line + self.pick(("", "", "", " ", " \t"))

    def _mailbox(self):
        if self.one_in(2):
            return self.pick(("./Mailbox", "./Maildir/"))
        return self.pick(MAILBOXES) if not self.one_in(6) else f"{self.root}/homes/joe/Mailbox"

    def _forward(self):
        return self.pick(TARGETS)

    def _program(self):
        return "|" + self.pick(list(self.commands))

    def _odd(self):
        return self.pick(("", "# a comment", "#", "+list", "+else", "# ./Mailbox"))
