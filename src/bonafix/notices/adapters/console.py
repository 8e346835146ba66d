"""The console of a trial: says that a notice went into the outbox, never what it says."""

from typing import TextIO

from bonafix.notices.adapters.envelope import Envelope
from bonafix.notices.adapters.outbox import Outbox


class Console:
    """The outbox keeps the words; what a console prints often ends up in a log."""

    def __init__(self, outbox: Outbox, stream: TextIO) -> None:
        self.outbox = outbox
        self.stream = stream

    def send(self, envelope: Envelope) -> str:
        """Into the outbox, and one line about it the first time."""
        if self.outbox.take(envelope):
            self.stream.write(f"notice {envelope.kind} {envelope.id} → {self.outbox.path}\n")
            self.stream.flush()
        return str(envelope.id)
