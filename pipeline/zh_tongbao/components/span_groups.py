"""Which group of ``doc.spans`` holds the entities of which label, and which of their attributes are scored."""

from __future__ import annotations

from zh_tongbao.records.fields import ENTITY

GROUPS = {
    "OFFICIAL": "officials",
    "TITLE": "titles",
    "PLACE": "places",
    "SLOGAN": "slogans",
    "DISEASE": "diseases",
    "PERIOD": "periods",
    "CASE": "cases",
}

SCORED_ATTRIBUTES = {
    label: tuple(field.name for field in ENTITY if field.role.compared and label in field.role.labels)
    for label in GROUPS
}

LATER = ("DISEASE", "diseases", "rates")
# What documents were not annotated for at first: the entities, the fields of records that tell of diseases, and the
# records that count nobody.

ANNOTATABLE = (*GROUPS, "records", "diseases", "rates")
# What a document's ``annotated`` can name.
ANNOTATED = tuple(name for name in ANNOTATABLE if name not in LATER)
# What it is annotated for where it names nothing.
