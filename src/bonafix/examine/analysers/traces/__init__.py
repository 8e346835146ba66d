"""Records that picture generators leave in the files they make."""

from bonafix.examine.analysers.traces.analyser import Traces

__all__ = ["analyser"]

analyser = Traces()
