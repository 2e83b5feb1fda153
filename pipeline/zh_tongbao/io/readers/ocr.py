"""Pictures and scanned pages: their text, recognised on this machine by RapidOCR, whose package brings its models along.

Text that was recognised may be wrong in a digit; that a document was read so is said at the end of a run.

Source: RapidOCR (Apache 2.0) with the models of PP-OCRv4, https://github.com/RapidAI/RapidOCR
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.given import whole
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import read_whole
from zh_tongbao.io.source import Report, Source

SUFFIXES = (".png", ".jpg", ".jpeg")
NEEDED = "install 'zh-tongbao[ocr]' to have it recognised here, or save its text as .txt"
NOTE = "recognised from pictures; digits may be wrong"

DOTS = 2.2
# Of a scanned page's picture for each point of the page: about 160 to an inch.
PAGES = 200
PIXELS = 40_000_000
# Of one picture.

_log = logging.getLogger("zh_tongbao.io.readers.ocr")


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one picture, called after its stem.

    Raises:
        InputError: the extra [ocr] is not installed, or the picture is none, too large, or without text.
        OSError: it cannot be opened.
    """
    text = recognised([read_whole(source)], source.name)
    if not text.strip():
        raise InputError(f"{source.name}: no text was recognised in this picture")
    yield source.name, whole(source, text)


def recognised(pictures: Sequence[bytes] | Iterator[Any], name: str) -> str:
    """The text of pictures, a line a line.

    Parameters:
        pictures: files, or pictures of PIL.
        name: of the file that they are from.

    Raises:
        InputError: the extra [ocr] is not installed, or a picture cannot be read.
    """
    engine = _engine(name)
    lines: list[str] = []
    for picture in pictures:
        found, _ = engine(_pixels(picture, name))
        lines += _lines(found or [])
    _log.info("%s: read as %s", name, NOTE, extra={"source": name, "encoding": NOTE})
    return "\n".join(lines)


def scanned(data: bytes, name: str) -> str:
    """The text of a PDF whose pages are pictures.

    Parameters:
        data: the PDF.
        name: of the file.

    Raises:
        InputError: the extra [ocr] is not installed, or it has too many pages.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise InputError(f"{name}: no text in this PDF (a scan?); {NEEDED}") from error
    _engine(name)
    document = pypdfium2.PdfDocument(data)
    if len(document) > PAGES:
        raise InputError(f"{name}: a scan of {len(document)} pages (at most {PAGES}); split it")
    return recognised((page.render(scale=_scale(page)).to_pil() for page in document), name)


def _scale(page: Any) -> float:
    """Dots a point, fewer for a page so large that its picture would be."""
    width, height = page.get_size()
    return float(min(DOTS, (PIXELS / max(1.0, width * height)) ** 0.5))


@lru_cache(maxsize=1)
def _loaded() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)


def _engine(name: str) -> Any:
    try:
        return _loaded()
    except ImportError as error:
        raise InputError(f"{name}: a picture; {NEEDED}") from error


def _pixels(picture: Any, name: str) -> Any:
    import numpy
    from PIL import Image

    if not isinstance(picture, bytes):
        return numpy.asarray(picture.convert("RGB"))
    from io import BytesIO

    try:
        with Image.open(BytesIO(picture)) as image:
            if image.width * image.height > PIXELS:
                raise InputError(f"{name}: a picture of more than {PIXELS:,} dots; make it smaller")
            return numpy.asarray(image.convert("RGB"))
    except InputError:
        raise
    except Exception as error:  # the library raises many kinds for damaged files
        raise InputError(f"{name}: not a readable picture ({type(error).__name__}: {error})") from error


def _lines(found: Sequence[Any]) -> list[str]:
    """What was recognised as lines: pieces beside each other, which were set in one, are joined with a blank."""
    lines: list[tuple[float, float, list[str]]] = []
    for box, text, _ in found:
        top, bottom = min(point[1] for point in box), max(point[1] for point in box)
        middle = (top + bottom) / 2
        if lines and lines[-1][0] <= middle <= lines[-1][1]:
            lines[-1][2].append(text)
        else:
            lines.append((top, bottom, [text]))
    return [" ".join(parts) for _, _, parts in lines]
