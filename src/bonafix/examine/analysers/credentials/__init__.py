"""C2PA Content Credentials: validity, trust and declaration, each by itself."""

from bonafix.examine.analysers.credentials.analyser import Credentials

__all__ = ["analyser"]

analyser = Credentials()
