"""The ways to a party: SMS, a call, e-mail, and for trials a file and the console."""

import sys
from pathlib import Path

from django.conf import settings

from bonafix.notices.adapters.console import Console
from bonafix.notices.adapters.envelope import Adapter, Envelope
from bonafix.notices.adapters.gateway import SmsGateway
from bonafix.notices.adapters.outbox import Outbox
from bonafix.notices.adapters.smtp import Mail
from bonafix.notices.adapters.voice import VoiceGateway
from bonafix.notices.rules import CONSOLE, EMAIL, SMS, VOICE

__all__ = ["Adapter", "Envelope", "adapter_for", "configured_channels", "outbox_path"]


def configured_channels() -> tuple[str, ...]:
    """The channels that the settings name; the console is always there."""
    there = {
        SMS: bool(settings.NOTICE_SMS_URL),
        EMAIL: bool(settings.EMAIL_HOST),
        VOICE: bool(settings.NOTICE_VOICE_URL),
        CONSOLE: True,
    }
    return tuple(channel for channel, is_there in there.items() if is_there)


def outbox_path() -> Path:
    """The file that the console channel writes to, readable for the service only."""
    return Path(settings.DATA) / "outbox.jsonl"


def adapter_for(channel: str) -> Adapter:
    """The adapter of a channel. KeyError when there is no such channel."""
    makers = {SMS: _gateway, EMAIL: _mail, VOICE: _voice, CONSOLE: _console}
    return makers[channel]()


def _gateway() -> Adapter:
    return SmsGateway(settings.NOTICE_SMS_URL, settings.NOTICE_SMS_KEY)


def _voice() -> Adapter:
    return VoiceGateway(settings.NOTICE_VOICE_URL, settings.NOTICE_VOICE_KEY)


def _mail() -> Adapter:
    return Mail(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.DEFAULT_FROM_EMAIL,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        tls=settings.EMAIL_USE_TLS,
    )


def _console() -> Adapter:
    return Console(Outbox(outbox_path()), sys.stdout)
