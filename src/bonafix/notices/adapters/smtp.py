"""E-mail by SMTP.

SMTP has no way to ask whether a message was taken. Each notice has one Message-ID, the
same for every try, by which mail servers and readers drop a second copy; that is as close
to once as this channel gets, and docs say so.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Final

from bonafix.notices.adapters.envelope import Envelope
from bonafix.notices.errors import Undelivered

SECONDS: Final = 20.0


class Mail:
    """One mail server."""

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        user: str = "",
        password: str = "",
        tls: bool = False,
    ) -> None:
        self.host, self.port, self.sender = host, port, sender
        self.user, self.password, self.tls = user, password, tls

    def send(self, envelope: Envelope) -> str:
        """Hand one mail to the server; the Message-ID is the provider's id."""
        message = self.message(envelope)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=SECONDS) as server:
                if self.tls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            raise Undelivered("mail_recipient_refused", permanent=min(codes) >= 500) from error
        except smtplib.SMTPResponseException as error:
            raise Undelivered(f"mail_server_said_{error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Undelivered("mail_server_unreachable") from error
        return str(message["Message-ID"])

    def message(self, envelope: Envelope) -> EmailMessage:
        """The mail as it goes out."""
        _name, address = parseaddr(self.sender)
        message = EmailMessage()
        message["Message-ID"] = f"<{envelope.id}@{address.rpartition('@')[2] or 'localhost'}>"
        message["Date"] = formatdate(localtime=False)
        message["From"] = self.sender
        message["To"] = envelope.address
        message["Subject"] = f"{envelope.sender} {envelope.subject}"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(envelope.text)
        return message
