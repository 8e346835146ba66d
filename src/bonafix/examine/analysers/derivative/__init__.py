"""Whether the picture is a reference picture, changed; and where."""

from bonafix.examine.analysers.derivative.analyser import Derivative

__all__ = ["analyser"]

analyser = Derivative()
