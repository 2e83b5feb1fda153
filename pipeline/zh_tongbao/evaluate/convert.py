"""Annotated documents of the contract to spaCy's DocBin, for ``spacy evaluate`` and ``spacy train``.

``python -m zh_tongbao.project.convert IN... OUT.spacy``: each IN is a .jsonl file, a .json file of one document or a
list, or a folder of them. All or nothing: the first slip in an annotation is one line on stderr (file, line, document,
field) and exit status 2, and no file is written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zh_tongbao.documents import reference_doc
from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.contract import check_document
from zh_tongbao.evaluate.metrics import metrics_of
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.encodings import decode
from zh_tongbao.io.readers.jsonl import parse

if TYPE_CHECKING:
    from spacy.language import Language

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

    documents = list(read_annotated(inputs, metrics_of(nlp)))
    binary = DocBin(store_user_data=True)
    for document in documents:
        binary.add(reference_doc(nlp, document, ents))
    try:
        with atomic_output(output) as stream:
            stream.write(binary.to_bytes())
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror or error}") from error
    return len(documents)


def read_annotated(inputs: Iterable[Path], metrics: Collection[str] = ()) -> Iterator[Row]:
    """Read and check annotated documents.

    Parameters:
        inputs: .jsonl and .json files, and folders of them.
        metrics: those of a domain of one's own, beside the contract's and those of the shipped vocabularies.

    Raises:
        InputError: a file that cannot be read, an annotation that breaks the contract, or an id used twice.
    """
    first: dict[str, str] = {}
    for where, row in _rows(_files(inputs)):
        document = check_document(row, where, metrics)
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
