"""What the operator chose: whose certificate, for which name."""

import json
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
PORT, PLAIN_PORT = 443, 80


@dataclass(frozen=True)
class Tls:
    """How a house is served by HTTPS.

    `kind`: "own" (with `cert` and `key`), "acme" (with `mail`, which may be empty, and
    `directory`), or "local" (an authority of this house's own, for trials).
    """

    kind: str
    name: str
    data: str
    cert: str = ""
    key: str = ""
    mail: str = ""
    directory: str = LETS_ENCRYPT
    plain_port: int = PLAIN_PORT

    @property
    def folder(self) -> Path:
        """Everything about certificates in the data folder."""
        return Path(self.data) / "tls"

    @property
    def serving(self) -> Path:
        """The chain and key that web serves, in one file, so that they change together."""
        return self.folder / "serving.pem"

    @property
    def challenges(self) -> Path:
        """Answers that an ACME server asks for at the plain port."""
        return self.folder / "challenges"

    @property
    def trusted(self) -> bool:
        """True when browsers know the authority: only then may they be told never to go back."""
        return self.kind != "local"

    def dump(self) -> str:
        """As one word of a command line; it holds no secret."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "Tls":
        """What `dump` wrote."""
        told: dict[str, Any] = json.loads(text)
        return cls(**told)


def is_address(name: str) -> bool:
    """True for an IP address, which stands in a certificate as such and not as a name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def url(name: str, port: int) -> str:
    """How people reach a house by HTTPS."""
    shown = f"[{name}]" if ":" in name else name
    return f"https://{shown}" if port == PORT else f"https://{shown}:{port}"
