"""One line, once, where a component reads what no component before it has found."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from spacy.tokens import Doc

from zh_tongbao.components.span_groups import GROUPS
from zh_tongbao.tokenizer.working import fields_of, working

FACTORIES = {"PLACE": "tongbao_places", "PERIOD": "tongbao_periods", "OFFICIAL": "tongbao_officials"}
# By label, who finds it.


class Needs:
    """What a component needs to have been found before it.

    Parameters:
        name: of the component.
        factory: of the component.
        labels: of the entities that it reads.
    """

    def __init__(self, name: str, factory: str, labels: Iterable[str]):
        self._name = name
        self._factory = factory
        self._labels = tuple(labels)

    def check(self, doc: Doc) -> None:
        """Warn of the labels that nothing has looked for in a document, for the first such document."""
        if not self._labels:
            return
        written = working(doc).written
        if written.issuperset(self._labels):
            return
        missing = [label for label in self._labels if label not in written and not _marked(doc, label)]
        if missing:
            self._labels = ()
            added = "; ".join(f"nlp.add_pipe({FACTORIES[label]!r}, before={self._name!r})" for label in missing)
            warnings.warn(
                f"component {self._name!r} ({self._factory}) reads {' and '.join(missing)} entities, and no component before "
                f"it finds any: {added}",
                stacklevel=4,
            )


def _marked(doc: Doc, label: str) -> bool:
    """Whether a document says of itself that somebody looked for entities of this label."""
    return GROUPS[label] in doc.spans or any(entity["label"] == label for entity in fields_of(doc).entities)
