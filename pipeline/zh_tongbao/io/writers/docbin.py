"""spaCy's DocBin (``.spacy``): the documents as Docs, with tokens, span groups and ``doc._`` attributes.

Workers hand over plain rows, so the Docs are made anew here: tokenized by the shipped pipeline's tokenizer and given
what was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from spacy.language import Language


class DocBinWriter:
    """Collect Docs; they are held in memory until the end, since a DocBin is one block.

    Parameters:
        stream: open for bytes.
        nlp: whose tokenizer cuts the texts; default the pipeline ``bulletin.cfg``.
    """

    def __init__(self, stream: BinaryIO, nlp: Language | None = None):
        from spacy.tokens import DocBin

        if nlp is None:
            from zh_tongbao.loading import load_pipeline

            nlp = load_pipeline()
        self._nlp = nlp
        self._stream = stream
        self._binary = DocBin(store_user_data=True)

    def write(self, document: dict[str, Any]) -> None:
        """Take one document of the contract."""
        from zh_tongbao.documents import reference_doc

        self._binary.add(reference_doc(self._nlp, {**document, "annotated": None}))

    def finish(self) -> None:
        """Write the block."""
        self._stream.write(self._binary.to_bytes())
