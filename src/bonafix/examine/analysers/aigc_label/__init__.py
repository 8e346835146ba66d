"""Labels of AI-generated content after GB 45438-2025, wherever the file carries them."""

from bonafix.examine.analysers.aigc_label.analyser import AigcLabel

__all__ = ["analyser"]

analyser = AigcLabel()
