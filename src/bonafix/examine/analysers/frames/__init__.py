"""Codes in the frames of a clip."""

from bonafix.examine.analysers.frames.analyser import Frames

__all__ = ["analyser"]

analyser = Frames()
