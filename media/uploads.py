"""How much of a request's files reaches the disk while it is read."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_REQUEST_BYTES = 90 * 1024 * 1024  # eight photos of the largest size, and the form


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Files go to disk as they come in; one over the cap is emptied but keeps its true size.

    So the form still says that the file is too large, and whoever forgets to look at the size
    gets nothing rather than half a file. A request over its own cap is cut off.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.of_request = self.of_file = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.of_file = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.of_request += len(raw_data)
        self.of_file += len(raw_data)
        if self.of_request > MAX_REQUEST_BYTES:
            raise StopUpload(connection_reset=True)
        if self.of_file <= MAX_FILE_BYTES:
            super().receive_data_chunk(raw_data, start)
        elif self.file.tell():
            self.file.seek(0)
            self.file.truncate()
