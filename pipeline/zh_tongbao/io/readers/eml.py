"""Messages (.eml): the body as a document, called after the file and dated by the message; then the files attached to it."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io.encodings import decode, note
from zh_tongbao.io.given import whole
from zh_tongbao.io.held import Held
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import read_whole
from zh_tongbao.io.readers import html
from zh_tongbao.io.readers.formats import FORMATS, read_source
from zh_tongbao.io.source import Report, Source
from zh_tongbao.io.sources import NAMED_ONLY, unknown

SUFFIX = ".eml"
MOST = 100
# Attachments of one message that are read.

NOT_ATTACHED = frozenset({"", ".duckdb", *NAMED_ONLY})
# Kinds of files that are not read as attachments: what is opened by its path.


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    """Read one message and what is attached to it.

    The subject is the headline; the day is that of the message, in its own time zone.

    Raises:
        InputError: it is no message, or holds nothing to read.
        OSError: it cannot be opened.
    """
    message = message_from_bytes(read_whole(source), policy=policy.default)
    if not message.keys():
        raise InputError(f"{source.name}: not a message: it has no heads (From:, Date:)")
    row = _body(message, source, report)
    if row is not None:
        yield source.name, row
    parts = list(message.iter_attachments())
    for number, part in enumerate(parts[:MOST]):
        yield from _attached(part, source, report, number)
    if len(parts) > MOST:
        report(LeftoverError(f"{source.name}: {len(parts) - MOST} more files are attached; left unread"))
    if row is None and not parts:
        raise InputError(f"{source.name}: this message holds no text")


def _body(message: EmailMessage, source: Source, report: Report) -> Row | None:
    part = message.get_body(preferencelist=("plain", "html"))
    data = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(data, bytes) or not data.strip():
        return None
    known = {"title": _line(message, "subject"), "published": _day(message)}
    if part.get_content_subtype() == "html":
        page = Held(None, given=f"{source.stem}.html", data=data, holder=source.name)
        try:
            for _, row in html.read(page, report):
                return {**row, **{name: value for name, value in known.items() if value}}
        except InputError as error:
            report(error)
            return None
    text = _decoded(data, part.get_content_charset(), source.name)
    return whole(source, text.replace("\r\n", "\n"), **known)


def _attached(part: EmailMessage, source: Source, report: Report, number: int) -> Iterator[tuple[str, Row]]:
    given = part.get_filename() or f"{number}"
    data = part.get_payload(decode=True)
    held = Held(None, given=given, data=data if isinstance(data, bytes) else b"", holder=source.name)
    if held.suffix in NOT_ATTACHED or held.suffix not in FORMATS:
        report(LeftoverError(f"{held.name}: {unknown(held.suffix)}"))
    else:
        yield from read_source(held, lambda error: report(LeftoverError(str(error))))


def _decoded(data: bytes, charset: str | None, name: str) -> str:
    """The text as the message declares it, and where that is wrong or missing, by its bytes."""
    if charset in ("utf-8", "gb2312", "gbk", "gb18030", "big5"):
        try:
            return data.decode({"gb2312": "gb18030", "gbk": "gb18030"}.get(charset, charset))
        except UnicodeDecodeError:
            pass
    text, encoding = decode(data, name)
    note(name, [encoding])
    return text


def _line(message: EmailMessage, name: str) -> str | None:
    """A head of the message in one line."""
    found = message.get(name)
    return " ".join(str(found).split()) or None if found is not None else None


def _day(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("date"))).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return None
