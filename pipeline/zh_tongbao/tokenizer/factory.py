"""Registration of ``tongbao.BulletinTokenizer.v1``."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language

from zh_tongbao.tokenizer.tokenizer import BulletinTokenizer


def create(segmenter: str = "pkuseg") -> Callable[[Language], BulletinTokenizer]:
    """Return a function that makes the tokenizer for a pipeline, as ``[nlp.tokenizer]`` wants it."""

    def make(nlp: Language) -> BulletinTokenizer:
        return BulletinTokenizer(nlp.vocab, segmenter=segmenter)

    return make
