"""Django application of the stored files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The encrypted content store."""

    name = "bonafix.files"
    label = "files"
