"""The colours of displaCy's pictures; spaCy finds them by the entry point ``spacy_displacy_colors``."""

from __future__ import annotations

COLOURS = {
    "OFFICIAL": "#b7d3f2",
    "TITLE": "#dbe9c8",
    "PLACE": "#f6d7b0",
    "SLOGAN": "#f2b8c6",
    "DISEASE": "#f3e2a9",
    "CASE": "#d9c9ee",
    "PERIOD": "#cfd8dc",
}
"""By label."""

OPTIONS = {"colors": COLOURS, "ents": list(COLOURS)}
"""What ``displacy.render(doc, style="ent", options=…)`` takes; ``zh_tongbao.displacy_options``."""
