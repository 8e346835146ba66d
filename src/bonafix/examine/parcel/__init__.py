"""What a packing record says of its parcel: codes in the picture, and the time in the file."""

from bonafix.examine.parcel.analyser import Parcel

__all__ = ["analyser"]

analyser = Parcel()
