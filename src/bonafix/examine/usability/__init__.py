"""Whether a picture can be used to look at something: light, size, sharpness; and codes in it.

Advice for whoever takes it, while it can still be taken again. Nothing about truth.
"""

from bonafix.examine.usability.analyser import Usability

__all__ = ["analyser"]

analyser = Usability()
