"""What may be counted: the metrics that vocabularies declare beside those of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from zh_tongbao.resources import configs_dir
from zh_tongbao.vocab.readers import terms
from zh_tongbao.vocab.tables import Row

if TYPE_CHECKING:
    from spacy.language import Language

READER = "tongbao_case_attributes"
# The factory of the component whose vocabulary declares them.
DOMAINS = "*_terms.csv"
METRIC = "metric"
BY_VALUE = frozenset({"state", "event"})
# Kinds of words whose value is a metric; the term of a row of the kind metric is one.


def metrics_in(rows: Iterable[Row]) -> frozenset[str]:
    """The metrics that the rows of a vocabulary of counts name.

    Example:
        >>> from zh_tongbao.evaluate.metrics import metrics_in
        >>> rows = [{"term": "injured", "kind": "metric", "value": "default"}, {"term": "x", "kind": "event", "value": "saved"}]
        >>> sorted(metrics_in(rows))
        ['injured', 'saved']
    """
    return frozenset(
        row["term"] if row["kind"] == METRIC else row["value"]
        for row in rows
        if row["kind"] == METRIC or row["kind"] in BY_VALUE
    )


@cache
def declared_metrics() -> frozenset[str]:
    """The metrics that the shipped vocabularies declare, of every domain.

    Example:
        >>> from zh_tongbao.evaluate.metrics import declared_metrics
        >>> {"confirmed", "events", "rescued"} <= declared_metrics()
        True
    """
    tables = (terms(str(file)) for file in sorted((configs_dir() / "vocab").glob(DOMAINS)))
    counted = [rows for rows in tables if any(row["kind"] == METRIC for row in rows)]
    return frozenset[str]().union(*map(metrics_in, counted))


def metrics_of(nlp: Language) -> frozenset[str]:
    """The metrics that a pipeline's own vocabulary declares; none where it reads no counts."""
    names = [name for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory == READER]
    found: set[str] = set()
    for name in names:
        pipe = nlp.get_pipe(name)
        pipe.ready()  # type: ignore[attr-defined]
        found |= metrics_in(pipe.tables["terms"])  # type: ignore[attr-defined]
    return frozenset(found)
