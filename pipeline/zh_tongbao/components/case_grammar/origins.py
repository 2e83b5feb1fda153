"""Where cases come from: what the places of a clause are, once it is known where its counts are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zh_tongbao.components.case_attributes.areas import HOME, NATION, SPECIAL, is_abroad, stem
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_attributes.origins import ABROAD_SINCE, BY_DATE, IMPORTED, NEAR, PANDEMIC_SINCE
from zh_tongbao.components.case_grammar.case import Case, Document
from zh_tongbao.components.case_grammar.context import Context
from zh_tongbao.components.case_grammar.structure import Mention

Places = tuple[Item, ...]


def settled(document: Document, mention: Mention, total: Mapping[str, Any] | None, context: Context) -> Mention:
    """The mention with those of its places that are no places of counts in the roles that they play.

    A division of the country before 输入 is where cases came from, unless it is where they count (``sender``); 来自 a division
    of the area that counts is where they are counted, and not where they came from.
    """
    if "sender" in mention.says:
        mention = _sent(document, mention, total, context)
    if "source" in mention.says and not mention.places:
        mention = _inside(document, mention, total, context)
    return mention


def _sent(document: Document, mention: Mention, total: Mapping[str, Any] | None, context: Context) -> Mention:
    sender = mention.says["sender"]
    code = sender.value.get("adcode") if isinstance(sender.value, dict) else None
    if not code or is_abroad(sender.value):
        return mention
    places = tuple(item for item in mention.places if item is not sender)
    home = home_of(document, places, total, context)
    if home and (home == NATION or home.startswith(stem(code)) or code.startswith(stem(home))):
        return mention
    says = {role: item for role, item in mention.says.items() if role not in ("led", "sender")}
    says["sent"] = sender
    if places:
        says["led"] = places[0]
    return mention._replace(places=places, says=says)


def _inside(document: Document, mention: Mention, total: Mapping[str, Any] | None, context: Context) -> Mention:
    source = mention.says["source"]
    code = source.value.get("adcode") if isinstance(source.value, dict) else None
    home = home_of(document, (), total, context) or NATION
    if not code or home == code or not code.startswith(stem(home)):
        return mention
    says = {role: item for role, item in mention.says.items() if role != "source"}
    return mention._replace(places=(source,), says=says)


def home_of(document: Document, places: Places, total: Mapping[str, Any] | None, context: Context) -> str | None:
    """The code of the area that counts cases from elsewhere: named beside where they are from, of the total, or in force."""
    current = context.place.value if context.place is not None else None
    named = document.place(places[-1], context) if places else None
    here = named or (total or {}).get("place") or current
    code: str | None = (here or document.areas.fallback() or {}).get("adcode")
    return code


def from_abroad(case: Case) -> Places:
    """The places of an imported case without the country that it came from."""
    if not any(item.kind == PLACE and is_abroad(item.value) for item in case.places):
        return case.places
    country = next(item.value for item in case.places if item.kind == PLACE and is_abroad(item.value))
    places = tuple(item for item in case.places if item.kind != PLACE or not is_abroad(item.value))
    code = home_of(case.document, places, case.totals, case.context)
    if not code or (code[:2] in SPECIAL and country.get("country") == HOME):
        return case.places
    return places


def source_item(case: Case) -> Item | None:
    """The place that a case came from: named so, where it travelled from, or a country beside what is imported."""
    named = case.says.get("source")
    if named is not None:
        return named
    if case.values.get("origin") != IMPORTED:
        return None
    travel = case.says.get("travel")
    if travel is not None and isinstance(travel.value, dict) and is_abroad(travel.value):
        return travel
    kept = from_abroad(case)
    return next((item for item in case.places if item not in kept), None)


def own_origin(case: Case) -> str:
    """The origin that a clause names; a bare 输入 is from abroad where it names a country, and since March 2020."""
    word = case.says["origin"]
    if word.value != "by_date":
        return str(word.value)
    document = case.document
    country = (
        case.says.get("source")
        or case.says.get("travel")
        or next((item for item in case.places if item.kind == PLACE and is_abroad(item.value)), None)
    )
    if country is not None and isinstance(country.value, dict):
        return IMPORTED if is_abroad(country.value) else BY_DATE
    if document.words.from_home.search(document.text, word.end, word.end + NEAR):
        return BY_DATE
    period = case.time.period
    day = (period["end_time"] if period else None) or document.published or ""
    before = not day.startswith("-") and "" < day[:7] < PANDEMIC_SINCE
    other = document.words.of_another_disease(document.text)
    return IMPORTED if day[:7] >= ABROAD_SINCE or other or before else BY_DATE
