"""Train the segmentation model that cuts the plain text between the vocabulary's entries.

    python -m zh_tongbao.tokenizer.train_segmenter TRAIN DEV OUT_DIR [--iterations N]

TRAIN and DEV hold one sentence or clause a line, its words parted by spaces. Read :func:`train` first. The model is a
conditional random field trained by spacy-pkuseg (ADF; Sun, Wang and Li 2012); four things are added here:

* Sentences are cut into runs of Chinese characters, as the tokenizer does, so that the model learns from, and is
  measured on, what it will be given: no digits, no Latin words, no punctuation.
* The random order of the examples is seeded, so the same files give the same model.
* What spacy-pkuseg leaves behind (changed global configuration, scratch files) is put back and removed.
* The model is made small: features that weigh next to nothing go, the others are rounded, the file is compressed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import srsly

from zh_tongbao.errors import InputError

FEATURES, WEIGHTS = "features.msgpack", "weights.npz"
FEWEST_RUNS = 10  # spacy-pkuseg updates its learning rates ten times an iteration and divides by runs // 10
SEED = 0
SMALLEST_WEIGHT = 0.05
WEIGHT_STEP = 1 / 64

Words = list[str]

# The same runs as the tokenizer hands to its segmenter.
_RUN = re.compile(r"[^\W\dA-Za-z_]+")


@dataclass(frozen=True)
class Score:
    """Word-level precision, recall and F1: a word counts as found where both its offsets are right."""

    gold: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found words that are right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold words that were found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0


def train(train_file: Path, dev_file: Path, out_dir: Path, iterations: int = 20) -> Score:
    """Train a model, put it into ``out_dir`` and measure it.

    Not to be run in two threads of a process at once: spacy-pkuseg keeps its settings in one global object.

    Parameters:
        train_file: segmented lines to learn from, UTF-8.
        dev_file: segmented lines to measure on, UTF-8.
        out_dir: made where it is missing; ``features.msgpack`` and ``weights.npz`` in it are replaced.
        iterations: passes over the training data, at least 1.

    Raises:
        InputError: a file is missing, is not UTF-8, or has too few lines; ``iterations`` is below 1.

    Example:
        >>> text = Path("training_data/segmented")
        >>> score = train(text / "train.txt", text / "dev.txt", Path("configs/segmenter"))  # doctest: +SKIP
        >>> print(f"{score.precision:.4f} {score.recall:.4f} {score.f1:.4f}")  # doctest: +SKIP
        0.9128 0.9025 0.9076
    """
    if iterations < 1:
        raise InputError(f"iterations: {iterations} is below 1")
    learn, measure = read_runs(train_file, FEWEST_RUNS), read_runs(dev_file)
    with TemporaryDirectory() as folder, _state_restored():
        scratch = Path(folder)
        _pkuseg_train(learn, measure, scratch, iterations)
        shrink(scratch)
        found = evaluate(measure, _cutter(scratch))
        _install(scratch, out_dir)
    return found


def read_runs(file: Path, fewest: int = 1) -> list[Words]:
    """Read segmented lines and cut them into runs of Chinese characters.

    Parameters:
        file: one sentence or clause a line, words parted by white space, UTF-8.
        fewest: with fewer runs than this the file is refused.

    Raises:
        InputError: the file is missing, is not UTF-8, or has fewer runs than ``fewest``.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from error
    found = [run for line in lines for run in runs(line.split())]
    if len(found) < fewest:
        raise InputError(
            f"{file}: {len(found)} runs of Chinese text where at least {fewest} are needed; "
            "write one sentence a line, words parted by spaces"
        )
    return found


def runs(words: Iterable[str]) -> Iterator[Words]:
    """Cut a sentence at everything that is no Chinese character.

    Parameters:
        words: the sentence, segmented.

    Yields:
        list[str]: the words of one run.

    Example:
        >>> list(runs("新增 病例 12 例 ， 其中 3 例".split()))
        [['新增', '病例'], ['例'], ['其中'], ['例']]
    """
    run: Words = []
    for word in words:
        end = 0
        for part in _RUN.finditer(word):
            if part.start() > end and run:
                yield run
                run = []
            run.append(part[0])
            end = part.end()
        if end < len(word) and run:
            yield run
            run = []
    if run:
        yield run


def evaluate(gold: Iterable[Words], segment: Callable[[str], Words]) -> Score:
    """Compare a segmenter's words with the right ones by their character offsets.

    Parameters:
        gold: segmented runs.
        segment: text to words.

    Example:
        >>> evaluate([["新增", "确诊", "病例"]], lambda text: ["新增", "确诊病例"])
        Score(gold=3, found=2, right=1)
    """
    wanted = found = right = 0
    for words in gold:
        expected, actual = set(_offsets(words)), set(_offsets(segment("".join(words))))
        wanted += len(expected)
        found += len(actual)
        right += len(expected & actual)
    return Score(wanted, found, right)


def shrink(model: Path) -> None:
    """Make a trained model smaller in place, with next to no change to what it does.

    Features all of whose weights are below ``SMALLEST_WEIGHT`` go, weights are rounded to ``WEIGHT_STEP``, and the
    list of word pairs goes: spacy-pkuseg reads it in training alone. So such a model cannot be trained further.

    Parameters:
        model: folder with ``features.msgpack`` and ``weights.npz``.
    """
    features: dict[str, Any] = srsly.read_msgpack(model / FEATURES)
    with np.load(model / WEIGHTS) as archive:
        tags, total = (int(size) for size in archive["sizes"])
        nodes, edges = archive["w"][: tags * total].reshape(total, tags), archive["w"][tags * total :]
    heavy = np.abs(nodes).max(axis=1) >= SMALLEST_WEIGHT
    heavy[0] = True  # the feature that every character has; spacy-pkuseg counts on its index
    by_index = sorted(features["feature_to_idx"], key=features["feature_to_idx"].__getitem__)
    kept = [name for name, keep in zip(by_index, heavy, strict=True) if keep]
    features["feature_to_idx"] = {name: index for index, name in enumerate(kept)}
    features["bigram"] = []
    weights = np.concatenate([nodes[heavy].reshape(-1), edges])
    srsly.write_msgpack(model / FEATURES, features)
    np.savez_compressed(
        model / WEIGHTS,
        sizes=np.array([tags, len(kept)]),
        w=np.round(weights / WEIGHT_STEP) * WEIGHT_STEP,
    )


def _offsets(words: Iterable[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for word in words:
        yield start, start + len(word)
        start += len(word)


def _cutter(model: Path) -> Callable[[str], Words]:
    import spacy_pkuseg

    cut: Callable[[str], Words] = spacy_pkuseg.pkuseg(str(model), None).cut
    return cut


@contextlib.contextmanager
def _state_restored() -> Iterator[None]:
    """Put spacy-pkuseg's global configuration and the order of ``random`` back, and remove the scratch files.

    Training sets the configuration, and so does loading a model.
    """
    from spacy_pkuseg.config import config

    settings, order = dict(vars(config)), random.getstate()
    try:
        yield
    finally:
        random.setstate(order)
        shutil.rmtree(config.tempFile, ignore_errors=True)
        # Made on first use, removed at exit by spacy-pkuseg: it must stay known.
        settings["_tmp_dir"] = config._tmp_dir
        vars(config).clear()
        vars(config).update(settings)


def _pkuseg_train(learn: list[Words], measure: list[Words], model: Path, iterations: int) -> None:
    import spacy_pkuseg

    with TemporaryDirectory() as folder:
        files = [str(_write_runs(Path(folder) / name, found)) for name, found in (("train", learn), ("dev", measure))]
        random.seed(SEED)
        with contextlib.redirect_stdout(io.StringIO()):  # it reports every iteration
            spacy_pkuseg.train(*files, str(model), train_iter=iterations)


def _write_runs(file: Path, found: list[Words]) -> Path:
    file.write_text("".join(" ".join(words) + "\n" for words in found), encoding="utf-8")
    return file


def _install(model: Path, out_dir: Path) -> None:
    out_dir.mkdir(parents=True, exist_ok=True)
    for name in (FEATURES, WEIGHTS):
        temporary = out_dir / f".{name}.{os.getpid()}"
        shutil.copyfile(model / name, temporary)
        temporary.replace(out_dir / name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status (0, or 2 for input that cannot be used).

    Parameters:
        arguments: those of the command line where None.
    """
    parser = argparse.ArgumentParser(
        prog="python -m zh_tongbao.tokenizer.train_segmenter", description="Train the segmentation model."
    )
    parser.add_argument("train", type=Path, metavar="TRAIN", help="segmented lines to learn from")
    parser.add_argument("dev", type=Path, metavar="DEV", help="segmented lines to measure on")
    parser.add_argument("out_dir", type=Path, metavar="OUT_DIR", help="folder for the model")
    parser.add_argument("--iterations", type=int, default=20, metavar="N", help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        score = train(options.train, options.dev, options.out_dir, options.iterations)
    except InputError as error:
        print(f"train_segmenter: {error}", file=sys.stderr)
        return 2
    print(f"precision {score.precision:.4f}  recall {score.recall:.4f}  F1 {score.f1:.4f}  ({score.gold} words)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
