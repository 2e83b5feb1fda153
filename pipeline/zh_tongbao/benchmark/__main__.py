"""Print characters a second of the pipelines beside stock spaCy and the bare segmenter, as ratios of one run.

Timings on shared machines wander; only the ratios of one run mean anything, so all candidates are timed in turn, round
after round, and the median round of each is compared.

``python -m zh_tongbao.benchmark [FILE.jsonl] [--rounds N]``; without a file the sample bulletins are repeated.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPEATED = 40_000


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and print its table; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m zh_tongbao.benchmark", description=__doc__)
    parser.add_argument("texts", nargs="?", type=Path, help="JSON lines with a text in each row")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    import spacy

    from zh_tongbao.cli.pipelines import settle

    start = time.perf_counter()
    default = spacy.load("zh_tongbao")
    loaded = time.perf_counter() - start
    texts = read_texts(options.texts)
    char = spacy.load("zh_tongbao", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    stock = spacy.blank("zh")
    tokenizer: Any = default.tokenizer
    segment = tokenizer.plain_segment
    candidates: dict[str, Callable[[str], object]] = {
        "stock spaCy zh, char, tokens only": stock,
        "bare pkuseg segmenter": segment,
        "tongbao, char": char,
        "tongbao, default": default,
    }
    settle()
    speeds = measure(candidates, texts, options.rounds)
    reference = speeds["stock spaCy zh, char, tokens only"]
    print(f"{sum(map(len, texts)):,} characters in {len(texts)} texts, median of {options.rounds} rounds")
    print(f"{'':36}{'characters/s':>14}{'of stock char':>15}")
    for name, speed in speeds.items():
        print(f"{name:36}{speed:>14,.0f}{speed / reference:>15.3f}")
    print(f"load after import spacy: {loaded:.2f} s")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def read_texts(path: Path | None) -> list[str]:
    """The texts of a JSON-lines file, or the sample bulletins beside the package, repeated."""
    if path is not None:
        with path.open(encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line in lines]
    from zh_tongbao.resources import configs_dir

    folder = configs_dir().parent / "training_data" / "samples"
    samples = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))]
    if not samples:
        sys.exit("benchmark: no sample texts in this installation: give a .jsonl file with texts")
    return samples * max(1, REPEATED // sum(map(len, samples)))


def measure(candidates: dict[str, Callable[[str], object]], texts: list[str], rounds: int) -> dict[str, float]:
    """Characters a second of each candidate: the median over the rounds, after one round of warming up."""
    size = sum(map(len, texts))
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, candidate in candidates.items():
            start = time.perf_counter()
            for text in texts:
                candidate(text)
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: size / statistics.median(times) for name, times in seconds.items()}


if __name__ == "__main__":
    sys.exit(main())
