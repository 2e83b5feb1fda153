"""A pipeline for tests that starts in no time, and on certain texts hangs, fails, dies or is slow. Workers import it."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def load() -> Language:
    import spacy
    from spacy.language import Language

    from zh_tongbao.components.extensions import register_extensions

    register_extensions()
    if not Language.has_factory("poison"):
        Language.component("poison", func=poison)
    nlp = spacy.blank("zh")
    nlp.add_pipe("poison")
    nlp.max_length = 10**9
    return nlp


def poison(doc: Doc) -> Doc:
    word = doc.text.split()[0] if doc.text.strip() else ""
    if word == "hang":
        time.sleep(1000)
    elif word == "fail":
        raise RuntimeError("boom")
    elif word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "slow":
        time.sleep(0.012)
    numbers = [token for token in doc if token.text.isdigit()]
    doc._.records = [
        {"start": token.idx, "end": token.idx + 1, "text": token.text, "count": int(token.text), "metric": "confirmed"}
        for token in numbers
    ]
    return doc


def broken() -> Language:
    from zh_tongbao.errors import InputError

    raise InputError("no such pipeline")


def stillborn() -> Language:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError
