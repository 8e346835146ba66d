"""Words in the picture: serials and numbers of labels, and visible marks of AI."""

from bonafix.examine.analysers.texts.analyser import Texts

__all__ = ["analyser"]

analyser = Texts()
