"""Registration of ``tongbao_line_list``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.line_list.line_list import LineList


@Language.factory(
    "tongbao_line_list",
    default_config={"spans_key": "case_descriptions", "fine_places": False},
    requires=["doc._.tongbao_places", "doc._.tongbao_periods", "doc._.tongbao_diseases", "doc._.records"],
    assigns=["doc.spans", "doc._.line_list", "doc._.contacts", "doc._.itinerary"],
)
def create(nlp: Language, name: str, spans_key: str, fine_places: bool = False) -> LineList:  # noqa: ARG001
    """Make the component.

    ``spans_key`` is the group of ``doc.spans`` that it writes; ``fine_places`` says whether homes are told as finely as the text
    does.
    """
    return LineList(name, {"spans_key": spans_key, "fine_places": fine_places})
