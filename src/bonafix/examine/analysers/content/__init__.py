"""What the file is by its content, whether its name fits, whether its picture can be read."""

from bonafix.examine.analysers.content.analyser import Content

__all__ = ["analyser"]

analyser = Content()
