"""What the grammar must know of each metric, as the rows of the kinds ``metric`` and ``grade`` of a vocabulary say it."""

from __future__ import annotations

from collections.abc import Iterable

from zh_tongbao.components.case_attributes.stretches import values_of
from zh_tongbao.vocab.tables import Row

OF, UNITS, COUNTS, ELSE = "of=", "units=", "counts=", "or="


class Metrics:
    """The metrics of one domain and how the grammar treats them.

    A row of the kind ``metric`` has the metric's name as its term and in ``value`` words for its properties, separated by
    blanks: ``default``, ``unsplit``, ``staged``, ``current``, ``outcome``, ``sole``, ``contact``, ``act``, ``of``, ``of=NAME``, ``whom``,
    ``units=U|V``, ``or=NAME``, ``counts=U`` (configs/README.md says what each means). A metric without a row has none of them. A row of the kind ``grade`` does the same for a severity.

    Parameters:
        rows: the rows of case_terms.csv, or of another domain's file.

    Example:
        >>> from zh_tongbao.components.case_attributes.metrics import Metrics
        >>> rows = [{"term": "injured", "kind": "metric", "value": "default"}]
        >>> rows += [{"term": "in_treatment", "kind": "metric", "value": "current of=injured"}]
        >>> metrics = Metrics(rows)
        >>> metrics.default, sorted(metrics.current), metrics.of
        ('injured', ['in_treatment'], {'in_treatment': 'injured'})
    """

    def __init__(self, rows: Iterable[Row]):
        rows = list(rows)
        said = [(row["kind"], row["term"], row["value"].split()) for row in rows if row["kind"] in ("metric", "grade")]

        def having(word: str, kind: str = "metric") -> frozenset[str]:
            return frozenset(term for of_kind, term, words in said if of_kind == kind and word in words)

        def with_value(name: str) -> list[tuple[str, str]]:
            return [
                (term, word.removeprefix(name)) for _, term, words in said for word in words if word.startswith(name)
            ]

        self.default = next(iter(sorted(having("default"))), None)
        self.unsplit = having("unsplit")
        self.halves = having("half")
        self.staged = having("staged")
        self.current = having("current")
        self.acts = having("act")
        named = frozenset(values_of(rows, "state", "event").values())
        self.deniable = named.union(term for kind, term, _ in said if kind == "metric") - self.acts
        self.outcomes = having("outcome")
        self.sole = having("sole")
        self.contacts = having("contact")
        self.of_observed = having("of")
        self.whom = having("whom")
        self.of = dict(with_value(OF))
        self.units = {term: frozenset(said.split("|")) for term, said in with_value(UNITS)}
        self.otherwise = dict(with_value(ELSE))
        self.by_unit = {unit: term for term, unit in with_value(COUNTS)}
        self.of_somebody = self.of_observed | self.of.keys()
        self.of_somebody_or_ended = self.of_somebody | self.outcomes
        self.current_grades = having("current", "grade")

    def in_unit(self, metric: str, unit: str | None) -> str | None:
        """The metric that a count in this unit is of where its words name this one (受灾3公顷); None where it is no such count."""
        if unit is None or unit in self.units.get(metric, (unit,)):
            return metric
        other = self.otherwise.get(metric)
        return other if other is not None and unit in self.units.get(other, ()) else None
