"""Uploads are cut off before they fill a disk: the size is known from the first line on."""

from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

# The file itself may have 20 MB; the form around it needs a little.
LONGEST = 21 * 1024 * 1024


class QuotaHandler(FileUploadHandler):
    """Refuses a request that says it is longer; the page then finds no file in it."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Called first of all, with the length that the request declares."""
        del input_data, META, boundary, encoding
        if content_length > LONGEST:
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """The next handler makes the file."""
        del file_size
        return None
