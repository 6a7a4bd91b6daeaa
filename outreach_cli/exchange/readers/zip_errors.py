"""What can go wrong as a damaged, cut-off or unusual ZIP archive is read."""

from __future__ import annotations

import zipfile
import zlib

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a method of compression that Python does not know
    RuntimeError,  # a password
    KeyError,  # a part that is not there
    OSError,
    ValueError,
)
"""The exceptions that Python's own reader raises for one."""
