"""How a document's context (day of publication, region, title) reaches the pipeline when spaCy evaluates it.

``python -m spacy evaluate`` and the evaluation inside ``spacy train`` make the document that is to be predicted from
the reference's text alone (``spacy.training.Corpus``), so that ``doc._.published`` and its like are lost: a year that
only the day of publication gives would be scored as missing. spaCy offers a place to put that right:
``[nlp] after_creation`` may return an object of a subclass of the language, and ``evaluate`` is a method of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.lang.zh import Chinese
from spacy.language import Language
from spacy.training import Example

from zh_tongbao.components.extensions import register_extensions
from zh_tongbao.loading import package_meta, requirement
from zh_tongbao.tokenizer.knowledge import CONTEXT
from zh_tongbao.tokenizer.working import fields_of

LIBRARY = "zh-tongbao"
NO_NAME = "pipeline"
# What spaCy calls a pipeline that was given no name.


class BulletinChinese(Chinese):  # type: ignore[no-untyped-call]
    """Chinese, but evaluation gives each document the context of its reference."""

    def evaluate(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        """Score the pipeline; parameters and result as of :meth:`spacy.language.Language.evaluate`."""
        scores: dict[str, Any] = super().evaluate([with_context(example) for example in examples], **kwargs)
        return scores


def with_context(example: Example) -> Example:
    """Return an example whose predicted document knows what is known about its reference."""
    predicted = example.predicted.copy()
    known, told = fields_of(example.reference), fields_of(predicted)
    for name in CONTEXT:
        value = getattr(known, name)
        if value is not None:
            setattr(told, name, value)
    return Example(predicted, example.reference)


def create() -> Any:
    """Return the callback for ``[nlp.after_creation]``. Registered as ``tongbao.evaluate_with_context.v1``."""
    return as_bulletin_chinese


def as_bulletin_chinese(nlp: Language) -> BulletinChinese:
    """Return the pipeline that is being made, still without components, as an object that evaluates with context.

    Its meta data say that it requires this library, so that what ``spacy package`` makes of it does, too; one without a name
    of its own (``spacy assemble`` gives none) gets one that is not that of every other pipeline.
    """
    register_extensions()
    meta = dict(nlp.meta)
    if not any(one.startswith(LIBRARY) for one in meta.get("requirements") or ()):
        meta["requirements"] = [*(meta.get("requirements") or ()), requirement()]
    if meta["name"] == NO_NAME:
        meta["name"] = package_meta(NO_NAME)["name"]
    return BulletinChinese(nlp.vocab, meta=meta, create_tokenizer=lambda _: nlp.tokenizer, batch_size=nlp.batch_size)
