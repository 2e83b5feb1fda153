"""Annotated documents of the contract to spaCy's DocBin, for ``spacy evaluate`` and ``spacy train``.

``python -m zh_tongbao.evaluate.convert IN... OUT.spacy``: each IN is a .jsonl file, a .json file of one document or a
list, or a folder of them. All or nothing: the first slip in an annotation is one line on stderr (file, line, document,
field) and exit status 2, and no file is written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.contract import ANNOTATABLE, check_document
from zh_tongbao.evaluate.span_groups import GROUPS
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.encodings import decode
from zh_tongbao.io.printable import printable
from zh_tongbao.io.readers.jsonl import parse
from zh_tongbao.records.schema import SPAN

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Row = dict[str, Any]


def convert(inputs: Iterable[Path], output: Path, nlp: Language, ents: Sequence[str] = ()) -> int:
    """Convert annotated documents to one .spacy file.

    Parameters:
        inputs: .jsonl and .json files, and folders of them.
        output: the .spacy file; written whole or not at all.
        nlp: the pipeline whose tokenizer cuts the texts.
        ents: labels that ``doc.ents``, the flat view that a recognizer learns from, is made of; by default all.

    Returns:
        int: number of documents.

    Raises:
        InputError: a file that cannot be read, or an annotation that breaks the contract.
    """
    from spacy.tokens import DocBin

    documents = list(read_annotated(inputs))
    binary = DocBin(store_user_data=True)
    for document in documents:
        binary.add(reference_doc(nlp, document, ents))
    try:
        with atomic_output(output) as stream:
            stream.write(binary.to_bytes())
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror or error}") from error
    return len(documents)


def reference_doc(nlp: Language, document: Row, ents: Sequence[str] = ()) -> Doc:
    """Make the annotated Doc of one document that :func:`check_document` passed.

    ``doc.spans`` has a group for each label that is annotated, also where there is nothing to mark, and none for a
    label that is not; optional entities are in ``doc._.entities`` alone. ``doc.ents`` is the flat view of the groups
    of the labels ``ents``, of all by default.
    """
    from zh_tongbao.components.annotation import annotate
    from zh_tongbao.components.ents.ents import Ents
    from zh_tongbao.documents import make_doc

    doc = make_doc(nlp, document)
    annotated = set(document["annotated"] or ANNOTATABLE)
    entities = list(document["entities"])
    if "records" in annotated:
        annotated.add("CASE")
        if not any(entity["label"] == "CASE" for entity in entities):
            entities.extend(_cases(document["records"]))
    for label, group in GROUPS.items():
        if label in annotated:
            marked = [entity for entity in entities if entity["label"] == label and not entity.get("optional")]
            annotate(doc, group, marked, labels=[label])
    optional = [entity for entity in entities if entity.get("optional")]
    doc._.entities = sorted(doc._.entities + optional, key=lambda entity: (entity["start"], -entity["end"]))
    doc._.records = document["records"]
    doc._.checks = document["checks"]
    return Ents("ents", [GROUPS[label] for label in ents or GROUPS])(doc)


def read_annotated(inputs: Iterable[Path]) -> Iterator[Row]:
    """Read and check annotated documents.

    Raises:
        InputError: a file that cannot be read, an annotation that breaks the contract, or an id used twice.
    """
    first: dict[str, str] = {}
    for where, row in _rows(_files(inputs)):
        document = check_document(row, where)
        name = document["id"]
        if name in first:
            raise InputError(f"{where}, document {name!r}, field 'id': the same as in {first[name]}")
        first[name] = where
        yield document


def _files(inputs: Iterable[Path]) -> Iterator[Path]:
    for path in inputs:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix in (".json", ".jsonl"))
        else:
            yield path


def _rows(files: Iterable[Path]) -> Iterator[tuple[str, Row]]:
    for path in files:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from error
        if path.suffix == ".json":
            yield from _json_rows(data, str(path))
            continue
        for number, line in enumerate(data.split(b"\n"), start=1):
            row = parse(line, f"{path}, line {number}")
            if row is not None:
                yield f"{path}, line {number}", row


def _json_rows(data: bytes, name: str) -> Iterator[tuple[str, Row]]:
    try:
        content = json.loads(decode(data, name)[0])
    except json.JSONDecodeError as error:
        raise InputError(f"{name}, line {error.lineno}: not valid JSON ({error.msg})") from error
    for row in content if isinstance(content, list) else [content]:
        if not isinstance(row, dict):
            raise InputError(f"{name}: expected a JSON object, or a list of them")
        yield name, row


def _cases(records: Sequence[Row]) -> Iterator[Row]:
    for index, record in enumerate(records):
        span = {key: record[key] for key in SPAN}
        yield {**span, "label": "CASE", "record": index, "optional": bool(record.get("optional"))}


def main(
    inputs: Annotated[list[Path], typer.Argument(metavar="IN", help="Annotated .jsonl or .json, or folders of them.")],
    output: Annotated[Path, typer.Argument(metavar="OUT.spacy", help="The file to write.")],
    config: Annotated[str, typer.Option(metavar="CFG", help="Pipeline whose tokenizer to use.")] = "bulletin.cfg",
    ents: Annotated[str, typer.Option(metavar="LABELS", help="Labels of doc.ents, with commas; by default all.")] = "",
) -> None:
    """Convert annotated documents to a .spacy file."""
    from zh_tongbao.cli.pipelines import load_for_command

    if output.suffix != ".spacy":
        raise InputError(f"{output}: the file to write must end in .spacy")
    labels = [label for label in ents.split(",") if label]
    unknown = [label for label in labels if label not in GROUPS]
    if unknown:
        raise InputError(f"--ents: {unknown[0]!r} is not one of {', '.join(GROUPS)}")
    count = convert(inputs, output, load_for_command(config, exclude=["ruler"]), labels)
    typer.echo(f"{count} documents to {printable(str(output))}")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
