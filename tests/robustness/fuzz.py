"""Fuzzing: ``python tests/robustness/fuzz.py --characters N --seed S`` runs random and mutated texts until N characters.

Every text goes through the whole pipeline, with context (day, region, headline) now and then, and what comes out must
hold all of invariants.py. A failure is made short and printed with its cause; the exit status is then 1.
``--texts`` names JSON-lines files or folders of .txt to mutate beside the committed corpus. With ``--atheris`` the target
runs under libFuzzer with coverage of the package (``pip install 'zh-tongbao[fuzz]'``); everything behind it goes to
libFuzzer (``-runs=1000``, ``-max_len=600``).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
DAYS = (None, None, "2022-04-03", "2020-02-29", "9999-12-31")
REGIONS = (None, None, "220000", "310000", "100000")
Row = dict[str, Any]
Failure = tuple[str, Row]


def texts_of(paths: list[Path]) -> Iterator[str]:
    """The texts of .txt and .jsonl files, and of the folders of such."""
    for path in paths:
        if path.is_dir():
            yield from texts_of(sorted(path.iterdir()))
        elif path.suffix == ".txt":
            yield path.read_text(encoding="utf-8")
        elif path.suffix == ".jsonl":
            rows = map(json.loads, path.open(encoding="utf-8"))
            yield from (row["text"] for row in rows if isinstance(row, dict) and row.get("text"))


def attempt(nlp: Language, row: Row) -> str | None:
    """What is wrong with the document of a row: the exception and where it arose; None when all holds."""
    from invariants import extract_soundly

    try:
        extract_soundly(nlp, row)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"
    return None


def shorten(row: Row, fails: Callable[[Row], bool]) -> Row:
    """Leave out of a failing row's text and context whatever it fails without."""
    for name in ("title", "region", "published"):
        less = {key: value for key, value in row.items() if key != name}
        row = less if len(less) < len(row) and fails(less) else row
    size = len(row["text"])
    while size:
        at = 0
        while at < len(row["text"]):
            less = {**row, "text": row["text"][:at] + row["text"][at + size :]}
            if fails(less):
                row = less
            else:
                at += size
        size //= 2
    return row


def fuzz(nlp: Language, texts: list[str], characters: int, seed: int, report: Callable[[str], None]) -> list[Failure]:
    """Run texts until so many characters are done; each failure is given once for each cause."""
    from mutation import Mutator

    mutator = Mutator(texts, seed)
    chance = mutator.chance
    done, number, causes, failures = 0, 0, set[str](), list[Failure]()
    began = told = time.monotonic()
    while done < characters:
        row: Row = {"text": mutator.text(), "published": chance.choice(DAYS), "region": chance.choice(REGIONS)}
        if chance.random() < 0.2:
            row["title"] = mutator.text()[:40]
        row = {key: value for key, value in row.items() if value}
        row.setdefault("text", "")
        cause = attempt(nlp, row)
        done, number = done + len(row["text"]), number + 1
        if cause is not None and (where := cause[cause.rindex("(") :]) not in causes:
            causes.add(where)
            short = shorten(row, lambda less, where=where: (attempt(nlp, less) or "").endswith(where))
            failures.append((attempt(nlp, short) or cause, short))
            report(f"{failures[-1][0]}\n  {json.dumps(short, ensure_ascii=True)[:2000]}")
        if time.monotonic() - told > 30:
            told = time.monotonic()
            report(
                f"{done:,} characters, {number:,} texts, {len(failures)} failures, {done / (told - began):,.0f} a second"
            )
    report(f"{done:,} characters, {number:,} texts, seed {seed}: {len(failures)} failures")
    return failures


def load(config: str = "bulletin_char.cfg") -> Language:
    import zh_tongbao

    return zh_tongbao.load(config)


def run_atheris(arguments: list[str]) -> None:
    """Hand over to libFuzzer; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["zh_tongbao"]):
        nlp = load()
    from invariants import extract_soundly

    def one_input(data: bytes) -> None:
        extract_soundly(nlp, {"text": data.decode("utf-8", "replace")})

    with TemporaryDirectory() as found:  # the first folder is where libFuzzer keeps what it finds
        atheris.Setup([sys.argv[0], *arguments, found, str(CORPUS)], one_input)
        atheris.Fuzz()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--config", default="bulletin_char.cfg")
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--atheris", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if options.atheris is not None:
        run_atheris(options.atheris)
    texts = list(texts_of([CORPUS, *options.texts]))
    failures = fuzz(load(options.config), texts, options.characters, options.seed, lambda line: print(line, flush=True))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
