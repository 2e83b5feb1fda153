"""What is told of the counts when all of them stand: their diseases, what is compared, and which words gave each value."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import CARRIED, Layout, explain
from zh_tongbao.components.case_attributes.compared import Compared
from zh_tongbao.components.case_attributes.grids.records import OF_ROW
from zh_tongbao.components.case_attributes.illness import Illness
from zh_tongbao.components.case_attributes.items import CHANGE, RANK, SAME, Item
from zh_tongbao.components.case_attributes.likeness import Likeness
from zh_tongbao.components.case_attributes.mentioned import FIELD as DISEASE
from zh_tongbao.components.case_attributes.ranking import Ranking
from zh_tongbao.components.case_attributes.relative import Relative
from zh_tongbao.components.case_attributes.scopes import Record, State, in_text_order


def finished(state: State, build: Builder, illness: Illness, figures: Sequence[Item]) -> list[Record]:
    """Complete the records of a document and return them in text order.

    Parameters:
        state: behind the last clause.
        build: made the records.
        illness: the diseases that the text names.
        figures: the numbers that count nobody, and the words that say what they are.
    """
    build.finish()
    layout = Layout(state.items, state.sentences)
    told = illness.tell(in_text_order(state.records), state.items, layout)
    for record in told:
        if OF_ROW in record:
            record[DISEASE] = record.pop(OF_ROW)
    state.take(told)
    for other, own in state.others.items():
        state.records[other].update({field: state.records[own][field] for field in (DISEASE, "excludes")})
    _compare(state, build, illness, figures)
    records = in_text_order(state.records)
    for record in records:
        if "value" not in record:
            record["value"], record["per"] = float(record["count"]), None
        record.setdefault("compared", None)
    explain(records, layout, [*CARRIED, *build.words.ladders])
    return records


def _compare(state: State, build: Builder, illness: Illness, figures: Sequence[Item]) -> None:
    """Append the records of what is said of the counts without counting, and say of each change what it compares."""
    compares = any(item.kind == SAME for item in state.items) or any(one["measure"] == CHANGE for one in state.records)
    if not (figures or compares):  # speed: nothing to read
        return
    items = illness.among(sorted([*state.items, *figures], key=lambda item: item.start))
    compared = Compared(state, items, build.words.corrections)
    for change in compared.changes:
        if "compared" in change:
            continue  # of a table
        compared.compare(change, compared.of_change(change), compared.word_of(change))
    like = Likeness(build, illness)
    relative = Relative(state.text, compared, like, build.words)
    ranking = Ranking(relative, like)
    for group in relative.groups():
        for record in ranking.read(group[0]) if group[0].kind == RANK else relative.read(group):
            compared.append(record)
