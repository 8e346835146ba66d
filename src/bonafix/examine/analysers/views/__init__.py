"""Whether two pictures of one thing show depth, or move as one flat surface."""

from bonafix.examine.analysers.views.analyser import Views

__all__ = ["analyser"]

analyser = Views()
