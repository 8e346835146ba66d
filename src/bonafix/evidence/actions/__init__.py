"""What is done with evidence: asked for, taken in, handed out. One verb each."""

from bonafix.evidence.actions.asking import Asked, ask_for_evidence, run_out, withdraw
from bonafix.evidence.actions.bundle import make_bundle
from bonafix.evidence.actions.looking import declare, keep, look_at
from bonafix.evidence.actions.taking import begin_giving, take_in
from bonafix.evidence.actions.viewing import view

__all__ = [
    "Asked",
    "ask_for_evidence",
    "begin_giving",
    "declare",
    "keep",
    "look_at",
    "make_bundle",
    "run_out",
    "take_in",
    "view",
    "withdraw",
]
