"""``python -m zh_tongbao.benchmark.rulers [FILE.jsonl]``: what spaCy's rulers can carry of the gazetteer, and what this package's.

Processor seconds to add the patterns and to make the first document, and characters a processor second, for the names of
places and for these with all townships. Only the ratios of one run mean anything. Without a file the sample bulletins are read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time
from typing import Any

import spacy

from zh_tongbao.benchmark.texts import read_texts
from zh_tongbao.vocab.ruler_patterns import ruler_patterns

RULERS = ("entity_ruler", "future_entity_ruler", "span_ruler", "tongbao_ruler")
KINDS = ("place_names", "townships")
ROUNDS = 4
TEXTS = 40


def measure(ruler: str, patterns: list[dict[str, Any]], texts: list[str]) -> tuple[float, float]:
    """Seconds to load, and characters a second of the fastest round.

    Parameters:
        ruler: its factory.
        patterns: to add.
        texts: to read, in single characters.
    """
    nlp = spacy.blank("zh")
    component: Any = nlp.add_pipe(ruler)
    start = process_time()
    component.add_patterns(patterns)
    component(nlp.make_doc(texts[0]))
    loaded = process_time() - start
    rounds = []
    for _ in range(ROUNDS):
        docs = [nlp.make_doc(text) for text in texts]
        start = process_time()
        for doc in docs:
            component(doc)
        rounds.append(process_time() - start)
    return loaded, sum(map(len, texts)) / min(rounds)


def main(arguments: list[str]) -> int:
    """Print the table; the exit status is 0."""
    texts = read_texts(Path(arguments[0]) if arguments else None)[:TEXTS]
    patterns: list[dict[str, Any]] = []
    for kind in KINDS:
        patterns += ruler_patterns(kind)
        print(f"{kind}: {len(patterns):,} patterns in all")
        for ruler in RULERS:
            loaded, speed = measure(ruler, patterns, texts)
            print(f"{ruler:20} load {loaded:5.2f} s {speed / 1e6:6.2f} M characters a second")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
