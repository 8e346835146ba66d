"""Folders in a place of their own, as for the engine's tests; and a real ACME server."""

from tests.engine.conftest import tmp_path, tmp_path_factory

__all__ = ["tmp_path", "tmp_path_factory"]
