"""What EXIF says about camera, dates and programs, and where it contradicts itself."""

from bonafix.examine.analysers.camera.analyser import Camera

__all__ = ["analyser"]

analyser = Camera()
