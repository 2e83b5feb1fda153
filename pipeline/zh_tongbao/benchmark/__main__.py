"""Print characters a second of the pipelines beside their peers, as ratios of one run; growth and memory on request.

Timings on shared machines wander; only the ratios of one run mean anything, so all candidates are timed in turn, round
after round, and the median round of each is compared.

``python -m zh_tongbao.benchmark [FILE.jsonl] [--rounds N] [--growth length|list|corpus|vocabulary|jobs] [--memory MB] [--json FILE]``;
without a file the sample bulletins are repeated. Without ``--growth`` and ``--memory`` the table of speeds alone is made.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zh_tongbao.benchmark.texts import read_texts
from zh_tongbao.benchmark.timing import measure

CONFIGS = ("bulletin.cfg", "bulletin_char.cfg")
GROWTH = ("length", "list", "corpus", "vocabulary", "jobs")
REFERENCE = "stock spaCy zh, char, tokens only"


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and print its tables; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m zh_tongbao.benchmark", description=__doc__)
    parser.add_argument("texts", nargs="?", type=Path, help="JSON lines with a text in each row")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", action="append", choices=GROWTH, default=[], help="may be given several times")
    parser.add_argument("--memory", type=float, metavar="MB", help="peak memory of a run over so much text")
    parser.add_argument("--config", choices=CONFIGS, default=CONFIGS[1], help="for growth and memory")
    parser.add_argument("--no-speed", action="store_true", help="leave the table of speeds out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args(arguments)
    texts = read_texts(options.texts)
    figures: dict[str, Any] = {"characters": sum(map(len, texts)), "texts": len(texts), "rounds": options.rounds}
    if options.memory is not None:
        figures["memory"] = print_memory(texts, options.config, options.memory)  # first: this process only grows
    if not options.no_speed:
        figures |= print_speeds(texts, options.rounds)
    for name in options.growth:
        figures.setdefault("growth", {})[name] = print_growth(name, texts, options.config)
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def print_speeds(texts: list[str], rounds: int) -> dict[str, Any]:
    """Measure all candidates and print their table."""
    import spacy

    from zh_tongbao.benchmark.memory import peak_of_this_process
    from zh_tongbao.benchmark.peers import peers
    from zh_tongbao.cli.pipelines import settle

    start = time.perf_counter()
    default = spacy.load("zh_tongbao")
    loaded = time.perf_counter() - start
    for text in texts:
        default(text)
    peak = peak_of_this_process()
    char = spacy.load("zh_tongbao", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    tokenizer: Any = default.tokenizer
    skipped: list[str] = []
    candidates: dict[str, Callable[[str], object]] = {
        REFERENCE: spacy.blank("zh"),
        "bare pkuseg segmenter": tokenizer.plain_segment,
        **peers(skipped.append),
        "tongbao, char": char,
        "tongbao, default": default,
    }
    settle()
    speeds = measure(candidates, texts, rounds)
    reference = speeds[REFERENCE]
    print(f"{sum(map(len, texts)):,} characters in {len(texts)} texts, median of {rounds} rounds")
    print(f"{'':38}{'characters/s':>14}{'of stock char':>15}")
    for name, speed in speeds.items():
        print(f"{name:38}{speed:>14,.0f}{speed / reference:>15.3f}")
    for line in skipped:
        print(line)
    print(f"load after import spacy: {loaded:.2f} s")
    print(f"peak memory with the default pipeline alone, over these texts: {peak:.0f} MB")
    return {
        "characters_per_second": speeds,
        "reference": REFERENCE,
        "skipped": skipped,
        "load_seconds": loaded,
        "peak_mb": peak,
    }


def print_growth(name: str, texts: list[str], config: str) -> dict[str, Any]:
    """Measure one growth curve and print it."""
    from zh_tongbao.benchmark.growth import CURVES

    curve = CURVES[name](texts, config)
    print(f"growth with {name} ({config})")
    if curve.worst is not None:
        print(f"the worst repeats {curve.worst!r}")
    print(f"{curve.unit:>30}{'seconds':>12}")
    for size, seconds in curve.points:
        print(f"{size:>30,}{seconds:>12.4f}")
    print(f"{curve.figure:>30}{curve.value:>12.3f}", flush=True)
    return {"config": config, **asdict(curve)}


def print_memory(texts: list[str], config: str, megabytes: float) -> dict[str, Any]:
    """Measure the memory of a corpus run and print it."""
    from zh_tongbao.benchmark.memory import measure_memory

    memory = measure_memory(texts, config, megabytes)
    print(f"memory of a run over {megabytes:g} MB of text with one worker ({config}), {memory.seconds:.0f} s")
    print(f"peak of a worker: {memory.worker:.0f} MB")
    print(f"peak of the process that reads and writes: {memory.parent:.0f} MB", flush=True)
    return {"config": config, **asdict(memory)}


if __name__ == "__main__":
    sys.exit(main())
