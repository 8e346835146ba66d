"""Uploads are cut off before they fill a disk: the size is known from the first line on."""

from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

# The file itself may have 20 MB; the form around it needs a little.
LONGEST = 21 * 1024 * 1024


class QuotaHandler(FileUploadHandler):
    """Takes no file of a request that says it is longer; `too_long` says so to the page."""

    refused = False

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
        self.refused = content_length > LONGEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The fields before the file were read; of the file itself nothing is."""
        if self.refused:
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """The next handler makes the file."""
        del file_size
        return None


def too_long(request: HttpRequest) -> bool:
    """True when this request was cut off."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST
