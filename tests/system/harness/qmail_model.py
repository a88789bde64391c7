"""What qmail would do with a recipient: written from the manual pages qmail-send(8), qmail-lspawn(8), qmail-getpw(8),
qmail-users(5), qmail-local(8), dot-qmail(5), qmail-command(8) and bouncesaying(1), over a tree that exists in memory only.
It knows nothing of the program under test, and looks at no disk."""

import dataclasses
import re

CANT_SAY, VALID, INVALID, UNAVAILABLE = range(4)
READ, WRITE, SEARCH = 4, 2, 1
MOST_ADDRESSES = 100


@dataclasses.dataclass
class Node:
    """A file of the tree. `kind` is directory, file, fifo or link; a link's content is its target."""

    kind: str
    owner: int = 0
    group: int = 0
    mode: int = 0o755
    content: str = ""


@dataclasses.dataclass
class Account:
    name: str
    uid: int
    gid: int
    home: str


@dataclasses.dataclass
class Assignment:
    """A line of users/assign: `kind` is = or +."""

    kind: str
    local: str
    uid: int
    gid: int
    home: str
    dash: str
    ext: str


@dataclasses.dataclass
class Setup:
    """A machine with qmail. Control files are lists of lines, None where the file is missing. Paths in it begin with
    `root`; those of `nodes` don't."""

    root: str
    nodes: dict
    me: str = None
    locals: list = None
    envnoathost: str = None
    percenthack: list = None
    virtualdomains: list = None
    defaultdelivery: str = None
    accounts: list = dataclasses.field(default_factory=list)
    assignments: list = None
    # Commands that stand in .qmail files, and what they are: ("bounce",), ("run", PATH), ("shell",),
    # ("vdelivermail", ACTION).
    commands: dict = dataclasses.field(default_factory=dict)
    valias: set = None  # addresses; None where the program is not built in
    vuserinfo: set = None


@dataclasses.dataclass
class DryRun:
    """A delivery as qmail-lspawn hands it to qmail-local, and what comes of it."""

    uid: int
    gid: int
    home: str
    local: str
    dash: str
    ext: str
    domain: str
    answer: int


class Trouble(Exception):
    """What a system call says: missing (ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP) or denied."""


class Qmail:
    """`own` is the uid and gid that it is bound to; None where it can take any user's rights."""

    def __init__(self, setup, own=None):
        self.setup = setup
        self.own = own
        self.bound = own
        self.asked = 0

    def answer(self, domain, user):
        self.asked, self.bound = 0, self.own
        return self._follow(f"{user}@{domain}" if domain else user, ())

    def dry_run(self, domain, user):
        """What `qmail-local -n` says of the recipient's own delivery; None where there is none, or where that is not what comes
        of the mail or is not written down: of a sticky home, a relative one, and instructions that contradict themselves."""
        self.asked, self.bound = 0, self.own
        local, at = self._recipient(f"{user}@{domain}" if domain else user) or ("", "")
        found = self._assignment(local) if local else None
        if found is None or found[0] == 0:
            return None
        uid, gid, home, dash, ext = found
        visit = self._visit(uid, gid, home, ext, at)
        if not home.startswith("/") or self._is_sticky(visit):
            return None
        answer, text, forwards_only = self._instructions(visit, dash)
        if text is not None and (forwards_only or "+list" in text or text.lstrip(" \t")[:1] in ("", "\n")):
            return None
        answer = VALID if text is not None else answer
        return None if answer == CANT_SAY else DryRun(uid, gid, home, local, dash, ext, at, answer)

    # qmail-send(8), addresses(5)

    def _follow(self, address, delivered_to):
        self.asked += 1
        if self.asked > MOST_ADDRESSES:
            return CANT_SAY
        found = self._recipient(address)
        if found is None:
            return CANT_SAY
        local, domain = found
        if (local, domain) in delivered_to:
            return INVALID  # "This message is looping"
        if local == "":
            return VALID  # qmail-lspawn(8): a trash address
        return self._deliver(local, domain, (*delivered_to, (local, domain)))

    def _recipient(self, address):
        setup = self.setup
        local_names = setup.locals if setup.locals is not None else [setup.me] if setup.me is not None else None
        if local_names is None:
            return None  # qmail-send refuses to run
        if "@" not in address:
            address += "@" + (setup.envnoathost or setup.me or "envnoathost")
        local, _, domain = address.rpartition("@")
        while "%" in local and is_listed(domain, setup.percenthack or []):
            local, _, domain = local.rpartition("%")
        if is_listed(domain, local_names):
            return local, domain
        prefix = self._virtual_prefix(local, domain)
        return (f"{prefix}-{local}", domain) if prefix else None

    def _virtual_prefix(self, local, domain):
        table = {}
        for line in entries(self.setup.virtualdomains or []):
            if ":" in line:
                name, _, prefix = line.partition(":")
                table[name.lower()] = prefix
        parents = [domain[at:] for at, char in enumerate(domain) if char == "."]
        for name in [f"{local}@{domain}", domain, *parents, ""]:
            if name.lower() in table:
                return table[name.lower()]
        return None

    # qmail-lspawn(8), qmail-users(5), qmail-getpw(8)

    def _assignment(self, local):
        """Uid, gid, home, dash and ext; None where there is no alias user."""
        wanted = local.lower()
        lines = self.setup.assignments or []
        for line in lines:
            if line.kind == "=" and line.local.lower() == wanted:
                return line.uid, line.gid, line.home, line.dash, line.ext
        prefixes = [line for line in lines if line.kind == "+" and wanted.startswith(line.local.lower())]
        if prefixes:
            line = max(prefixes, key=lambda each: len(each.local))
            return line.uid, line.gid, line.home, line.dash, line.ext + local[len(line.local) :]
        return self._getpw(local)

    def _getpw(self, local):
        accounts = {}
        for account in self.setup.accounts:
            accounts.setdefault(account.name, account)
        ends = [len(local)] + [at for at in range(len(local) - 1, -1, -1) if local[at] == "-"]
        for end in ends:
            account = accounts.get(local[:end].lower())
            if end < 32 and account and account.uid != 0 and self._owns_home(account):
                if end == len(local):
                    return account.uid, account.gid, account.home, "", ""
                return account.uid, account.gid, account.home, "-", local[end + 1 :]
        alias = accounts.get("alias")
        return (alias.uid, alias.gid, alias.home, "-", local) if alias else None

    def _owns_home(self, account):
        try:
            return self._find(account.home, Rights(0, 0)).owner == account.uid
        except Trouble:
            return False

    # qmail-local(8), dot-qmail(5)

    def _deliver(self, local, domain, delivered_to):
        found = self._assignment(local)
        if found is None:
            return CANT_SAY
        uid, gid, home, dash, ext = found
        if uid == 0:
            return UNAVAILABLE  # qmail-lspawn delivers nothing as root
        visit = self._visit(uid, gid, home, ext, domain)
        answer, text, forwards_only = self._instructions(visit, dash)
        return answer if text is None else self._follow_instructions(visit, text, forwards_only, delivered_to)

    def _visit(self, uid, gid, home, ext, domain):
        rights = Rights(*self.bound, is_theirs=self.bound[0] == uid) if self.bound else Rights(uid, gid)
        return Visit(rights, home, ext, domain)

    def _instructions(self, visit, dash):
        """An answer; or None, the text and whether it may do nothing but forward."""
        answer = self._home_answer(visit)
        if answer is not None:
            return answer, None, False
        visit.name, text, is_executable = self._dot_qmail(visit, dash)
        if text in (UNAVAILABLE, CANT_SAY):
            return text, None, False
        if visit.name is None and dash != "":
            return INVALID, None, False
        if visit.name is None or text == "":
            text, is_executable = self.setup.defaultdelivery, False
        return CANT_SAY if text is None else None, text, is_executable

    def _home_answer(self, visit):
        """None where deliveries go on."""
        if not visit.home.startswith("/"):
            return UNAVAILABLE
        try:
            home = self._find(visit.home, visit.rights)
        except Trouble as trouble:
            return visit.denied if str(trouble) == "denied" else UNAVAILABLE
        if home.kind != "directory":
            return UNAVAILABLE
        if not visit.rights.may(home, SEARCH):
            return visit.denied
        return UNAVAILABLE if home.mode & 0o1002 else None

    def _is_sticky(self, visit):
        try:
            return bool(self._find(visit.home, visit.rights).mode & 0o1000)
        except Trouble:
            return False

    def _dot_qmail(self, visit, dash):
        ext = visit.ext.lower().replace(".", ":")
        cuts = [at for at in range(len(ext), -1, -1) if at == 0 or ext[at - 1] == "-"]
        for name in [f".qmail{dash}{ext}"] + [f".qmail{dash}{ext[:cut]}default" for cut in cuts]:
            try:
                node = self._find(f"{visit.home}/{name}", visit.rights)
            except Trouble as trouble:
                if str(trouble) == "denied":
                    return name, visit.denied, False
                continue
            if not visit.rights.may(node, READ):
                return name, visit.denied, False
            if node.kind != "file":
                continue
            if node.mode & 0o002:
                return name, UNAVAILABLE, False
            return name, node.content, bool(node.mode & 0o100)
        return None, None, False

    def _follow_instructions(self, visit, text, forwards_only, delivered_to):
        lines = [line.rstrip(" \t") for line in (text if text.endswith("\n") else text + "\n").split("\n")[:-1]]
        if lines[0] == "":
            return UNAVAILABLE
        forwards, delivered = [], False
        for line in lines:
            if line == "+list":
                forwards_only = True
            elif line[:1] in ("", "#", "+"):
                continue
            elif line[0] in "./|":
                answer = UNAVAILABLE if forwards_only else self._instruction(visit, line)
                if answer != VALID:
                    return answer
                delivered = True
            else:
                forwards.append(line[1:] if line[0] == "&" else line)
        if delivered or not forwards:
            return VALID
        return self._forward(forwards, delivered_to)

    def _forward(self, addresses, delivered_to):
        answers = set()
        for address in addresses:
            answer = self._follow(address, delivered_to)
            if answer == VALID:
                return VALID
            answers.add(answer)
        if CANT_SAY in answers:
            return CANT_SAY
        return INVALID if answers == {INVALID} else UNAVAILABLE

    def _instruction(self, visit, line):
        if line[0] == "|":
            return self._program(visit, self.setup.commands[line[1:]])
        return self._maildir(visit, line) if line.endswith("/") else self._mbox(visit, line)

    def _mbox(self, visit, line):
        path = line if line[0] == "/" else f"{visit.home}/{line}"
        try:
            node = self._find(path, visit.rights)
        except Trouble as trouble:
            if str(trouble) == "denied":
                return visit.denied
            return self._new_mbox(visit, path)
        if node.kind != "file":
            return UNAVAILABLE
        return VALID if visit.rights.may(node, WRITE) else visit.denied

    def _new_mbox(self, visit, path):
        parent, _, name = path.rpartition("/")
        try:
            self._find(path, visit.rights, follow=False)
            return CANT_SAY  # a link that leads nowhere: where its target would be made is not looked into
        except Trouble as trouble:
            if str(trouble) == "denied":
                return visit.denied
        try:
            directory = self._find(parent + "/", visit.rights)
        except Trouble:
            return UNAVAILABLE
        if len(name) > 255:
            return UNAVAILABLE
        return VALID if visit.rights.may(directory, WRITE | SEARCH) else visit.denied

    def _maildir(self, visit, line):
        path = line if line[0] == "/" else f"{visit.home}/{line}"
        for name, wanted in (("tmp", WRITE | SEARCH), ("new", WRITE | SEARCH), ("cur", 0)):
            try:
                node = self._find(f"{path}{name}", visit.rights)
            except Trouble as trouble:
                return visit.denied if str(trouble) == "denied" else UNAVAILABLE
            if node.kind != "directory":
                return UNAVAILABLE
            if not visit.rights.may(node, wanted):
                return visit.denied
        return VALID

    # qmail-command(8), bouncesaying(1), and what vpopmail's administrators are told

    def _program(self, visit, command):
        what = command[0]
        if what == "bounce":
            return INVALID
        if what == "shell":
            return VALID
        if what == "vdelivermail" and visit.name == ".qmail-default":
            return self._vdelivermail(visit, command[1]) if command[1] else VALID
        path = command[-1]
        path = path if path.startswith("/") else f"{visit.home}/{path}"
        try:
            node = self._find(path, visit.rights)
        except Trouble as trouble:
            return visit.denied if str(trouble) == "denied" else UNAVAILABLE
        if node.kind != "file":
            return UNAVAILABLE
        return VALID if visit.rights.may(node, SEARCH) else visit.denied

    def _vdelivermail(self, visit, action):
        setup, user = self.setup, visit.ext.lower()
        if action != "bounce-no-mailbox":
            return VALID
        if user and "/" not in user and not user.startswith(".") and self._is_directory(visit, user):
            return VALID
        unknown = CANT_SAY if setup.vuserinfo is None and self._has_lettered_directories(visit) else INVALID
        if setup.valias is None and setup.vuserinfo is None:
            return unknown
        if not re.fullmatch(r"[a-z0-9_.+=][a-z0-9_.+=-]{0,63}", user):
            return CANT_SAY
        self.bound = visit.rights.uid, visit.rights.gid  # the programs run with these, which can't be given back
        address = f"{user}@{visit.domain.lower()}"
        if address in (setup.valias or ()) or address in (setup.vuserinfo or ()):
            return VALID
        return unknown

    def _has_lettered_directories(self, visit):
        """vpopmail keeps the users of large domains a level deeper."""
        return self._is_directory(visit, "0") and not self._is_directory(visit, "0/Maildir")

    def _is_directory(self, visit, name):
        try:
            return self._find(f"{visit.home}/{name}", visit.rights).kind == "directory"
        except Trouble:
            return False

    # The tree

    def _find(self, path, rights, follow=True, links=0):
        """The node that an absolute path leads to, links followed."""
        if links > 20:
            raise Trouble("missing")
        root, nodes = self.setup.root, self.setup.nodes
        if not path.startswith(root + "/"):
            raise Trouble("missing")
        at = ""
        pieces = [piece for piece in path[len(root) :].split("/") if piece not in ("", ".")]
        for number, piece in enumerate(pieces):
            parent = nodes[at or "/"]
            if parent.kind != "directory":
                raise Trouble("missing")
            if not rights.may(parent, SEARCH):
                raise Trouble("denied")
            if len(piece) > 255:
                raise Trouble("missing")
            if piece == "..":
                at = at.rpartition("/")[0]
                continue
            at = f"{at}/{piece}"
            node = nodes.get(at)
            if node is None:
                raise Trouble("missing")
            is_last = number == len(pieces) - 1
            if node.kind == "link" and (follow or not is_last):
                target = node.content if node.content.startswith("/") else f"{root}{at.rpartition('/')[0]}/{node.content}"
                return self._find("/".join([target, *pieces[number + 1 :]]), rights, follow, links + 1)
        found = nodes[at or "/"]
        if path.endswith("/") and found.kind != "directory":
            raise Trouble("missing")
        return found


@dataclasses.dataclass
class Rights:
    """Of a process. `is_theirs`: those of the user whose mail it is."""

    uid: int
    gid: int
    is_theirs: bool = True

    def may(self, node, wanted):
        if self.uid == 0:
            return True
        shift = 6 if node.owner == self.uid else 3 if node.group == self.gid else 0
        return (node.mode >> shift) & wanted == wanted


@dataclasses.dataclass
class Visit:
    """A delivery: whose rights, which home, and what the address says."""

    rights: Rights
    home: str
    ext: str
    domain: str
    name: str = None

    @property
    def denied(self):
        """qmail-local, with the user's rights, would defer; without them nobody knows."""
        return UNAVAILABLE if self.rights.is_theirs else CANT_SAY


def entries(lines):
    """The lines of a control file that count (qmail-control(5))."""
    stripped = [line.rstrip(" \t") for line in lines]
    return [line for line in stripped if line and not line.startswith("#")]


def is_listed(domain, lines):
    return domain.lower() in [line.lower() for line in entries(lines)]
