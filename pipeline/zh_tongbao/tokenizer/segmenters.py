"""The segmenters that cut the plain text between the vocabulary's entries.

A segmenter is a callable ``text -> list of words`` with ``"".join(words) == text``; the tokenizer falls back to single
characters where that does not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError

Segment = Callable[[str], list[str]]

CHAR = "char"
NAMES = ("pkuseg", "jieba", CHAR)


def segmenter(name: str, pkuseg_model: Path | None = None) -> Segment:
    """Return the segmenter of that name, loaded.

    Parameters:
        name: ``pkuseg``, ``jieba`` or ``char``.
        pkuseg_model: folder with ``features.msgpack`` and ``weights.npz``; needed by ``pkuseg`` alone.

    Raises:
        InputError: unknown name, a model that is not there, or a library that is not installed.
    """
    if name == CHAR:
        return list
    if name == "pkuseg":
        return _pkuseg(pkuseg_model)
    if name == "jieba":
        return _jieba()
    raise InputError(f"segmenter {name!r} is not one of {', '.join(NAMES)}")


def _pkuseg(model: Path | None) -> Segment:
    if model is None or not (model / "weights.npz").is_file():
        raise InputError(
            f"segmenter 'pkuseg': no model in {model}; "
            "make one with: python -m zh_tongbao.tokenizer.train_segmenter TRAIN DEV OUT_DIR"
        )
    import spacy_pkuseg

    cut: Callable[[str], Any] = spacy_pkuseg.pkuseg(str(model), None).cut  # None: no pickled dictionary is read
    return lambda text: list(cut(text))


def _jieba() -> Segment:
    try:
        import jieba
    except ImportError as error:
        raise InputError("segmenter 'jieba': pip install 'zh-tongbao[jieba]'") from error
    jieba.setLogLevel("ERROR")
    words: Segment = jieba.lcut
    return words
