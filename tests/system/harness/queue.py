"""The directory that accepted mail lands in: one file a message, as mailfront's queuedir writes it."""

import dataclasses
import hashlib
import pathlib


@dataclasses.dataclass
class Message:
    sender: str
    recipients: list
    body: bytes  # with LF line ends

    def checksum(self):
        return hashlib.sha256(self.body).hexdigest()


def read_message(path):
    sender, rest = pathlib.Path(path).read_bytes().split(b"\0", 1)
    recipients = []
    while not rest.startswith(b"\0"):
        recipient, rest = rest.split(b"\0", 1)
        recipients.append(recipient.decode("latin-1"))
    return Message(sender.decode("latin-1"), recipients, rest[1:])


class Queue:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        for name in ("new", "tmp"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)

    def messages(self):
        return [read_message(path) for path in sorted((self.directory / "new").iterdir())]

    def recipients(self):
        return [recipient for message in self.messages() for recipient in message.recipients]
