"""Old Word documents (.doc): turned into .docx by LibreOffice where it is installed, then read as such.

No library of PyPI reads them whole. LibreOffice runs without a window, with a profile of its own that is thrown away, and
runs no macros when it only converts. Where the system has ``timeout``, that ends it even if this process is ended before.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from zh_tongbao.errors import InputError
from zh_tongbao.io.held import Held
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import read_whole
from zh_tongbao.io.readers import docx
from zh_tongbao.io.source import Report, Source

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 45.0
# That the program may take, the first time to make its profile.

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Of the files that Word wrote until 2003; files of other kinds are not handed to LibreOffice.


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    """Read one .doc file, called after its stem.

    Raises:
        InputError: LibreOffice is not installed or cannot read the file.
        OSError: it cannot be opened.
    """
    data = read_whole(source)
    if data.startswith(b"PK"):  # a .docx of the wrong name
        converted = data
    elif not data.startswith(SIGNATURE):
        raise InputError(f"{source.name}: not a Word document; if a browser opens it, name it .html")
    else:
        converted = _converted(data, source.name)
    for _, row in docx.read(Held(None, given=f"{source.stem}.docx", data=converted), report):
        yield source.name, row


def _converted(data: bytes, name: str) -> bytes:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise InputError(f"{name}: needs LibreOffice to be read; install it, or save the document as .docx")
    with TemporaryDirectory(prefix="tongbao-") as folder:
        given, made = Path(folder) / "given.doc", Path(folder) / "given.docx"
        given.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [
            program,
            "--headless",
            "--norestore",
            profile,
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(given),
        ]
        limited = ["timeout", "-k", "1", f"{SECONDS:g}", *command] if shutil.which("timeout") else command
        try:
            subprocess.run(limited, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise InputError(f"{name}: LibreOffice took longer than {SECONDS:g} seconds; save it as .docx") from None
        if not made.is_file():
            raise InputError(f"{name}: LibreOffice cannot read it; save it as .docx or .txt")
        return made.read_bytes()
