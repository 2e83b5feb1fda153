"""brat: a folder with a ``.txt`` file and a ``.ann`` file of stand-off annotation for each document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from zh_tongbao.errors import InputError
from zh_tongbao.exchange.spans import Row, Span, document_of, spans_of
from zh_tongbao.io.names import escaped, unescaped


def read(path: Path) -> Iterator[Row]:
    """Read a folder; a text's id is the name of its file. Lines other than text-bound annotations (``T1``) are skipped.

    Raises:
        InputError: no folder, a text without annotation file, or a line that is not as it must be.
    """
    if not path.is_dir():
        raise InputError(f"{path}: brat keeps documents in a folder of .txt and .ann files; name the folder")
    for file in sorted(path.glob("*.txt")):
        notes = file.with_suffix(".ann")
        if not notes.is_file():
            raise InputError(f"{notes}: missing beside {file.name}")
        with file.open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        lines = notes.read_text(encoding="utf-8").splitlines()
        spans = [
            _span(line, f"{notes}, line {number}") for number, line in enumerate(lines, start=1) if line[:1] == "T"
        ]
        yield document_of(escaped(file.stem), text, spans, {}, str(file))


def _span(line: str, where: str) -> Span:
    fields = line.split("\t")
    parts = fields[1].split() if len(fields) > 1 else []
    if ";" in line.partition("\t")[2].partition("\t")[0]:
        raise InputError(f"{where}: a span in several pieces; the contract has none")
    if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):
        raise InputError(f"{where}: expected T1, a tab, and label, start and end")
    return int(parts[1]), int(parts[2]), parts[0]


def write(documents: Sequence[Row], path: Path) -> None:
    """Write a folder of texts and annotations.

    Raises:
        InputError: an id that cannot be a file's name, or the folder cannot be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        for document in documents:
            name = unescaped(document["id"])
            if Path(name).name != name or name in ("", ".", ".."):
                raise InputError(f"document {document['id']!r}, field 'id': cannot be the name of a file")
            text = document["text"]
            with (path / f"{name}.txt").open("w", encoding="utf-8", newline="") as stream:
                stream.write(text)
            lines = [
                f"T{number}\t{label} {start} {end}\t{' '.join(text[start:end].split())}\n"
                for number, (start, end, label) in enumerate(spans_of(document), start=1)
            ]
            (path / f"{name}.ann").write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
