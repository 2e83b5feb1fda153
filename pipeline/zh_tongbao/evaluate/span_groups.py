"""Which group of ``doc.spans`` holds the entities of which label, and which of their attributes are scored."""

from __future__ import annotations

GROUPS = {
    "OFFICIAL": "officials",
    "TITLE": "titles",
    "PLACE": "places",
    "SLOGAN": "slogans",
    "PERIOD": "periods",
    "CASE": "cases",
}

SCORED_ATTRIBUTES = {
    "OFFICIAL": ("titles",),
    "TITLE": ("holder",),
    "PLACE": ("adcode", "country"),
    "SLOGAN": ("canonical",),
    "PERIOD": ("start_time", "end_time"),
}
