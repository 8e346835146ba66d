"""What is done with evidence: asked for, taken in, handed out. One verb each."""

from bonafix.evidence.actions.asking import Asked, ask_for_evidence, run_out, withdraw
from bonafix.evidence.actions.bundle import ask_bundle, build_bundle, expire_bundle, take_bundle
from bonafix.evidence.actions.looking import declare, keep, look_at
from bonafix.evidence.actions.taking import begin_giving, take_in
from bonafix.evidence.actions.viewing import view

__all__ = [
    "Asked",
    "ask_bundle",
    "ask_for_evidence",
    "begin_giving",
    "build_bundle",
    "declare",
    "expire_bundle",
    "keep",
    "look_at",
    "run_out",
    "take_bundle",
    "take_in",
    "view",
    "withdraw",
]
