"""Pages kept as they were fetched, as WARC files that any web archive tool reads."""

from .capture import Capture
from .folder import Archived, captures, load, stored_files
from .foreign import WarcPage, read_warc
from .opening import archive_folder, open_archive
from .writer import NoArchive, PageArchive, WarcArchive

__all__ = [
    "Archived",
    "Capture",
    "NoArchive",
    "PageArchive",
    "WarcArchive",
    "WarcPage",
    "archive_folder",
    "captures",
    "load",
    "open_archive",
    "read_warc",
    "stored_files",
]
