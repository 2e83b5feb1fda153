"""Loading a pipeline for a command: whatever is wrong with a config becomes one line for the person who named it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zh_tongbao.errors import InputError

if TYPE_CHECKING:
    from spacy.language import Language

_SHOWN = 3
RARELY = (500_000, 50, 100)


@dataclass(frozen=True)
class Pipeline:
    """Which pipeline a command works with; called, it loads it. A class, so that worker processes can be sent it.

    Parameters:
        config: name of a shipped config, or a path.
        vocab: a JSON-lines file of the user's own words, or None.
        fine_places: whether line lists name where people live as finely as the text does.
    """

    config: str
    vocab: Path | None = None
    fine_places: bool = False

    def __call__(self) -> Language:
        """Load the pipeline."""
        nlp = load_for_command(self.config, vocab=self.vocab)
        if self.fine_places:
            from zh_tongbao.components.line_list.line_list import LineList

            found = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, LineList)]
            if not found:
                raise InputError(f"--fine-places: the pipeline {self.config} reads no line lists")
            for pipe in found:
                pipe.settings["fine_places"] = True
        return nlp


def load_for_command(config: str, exclude: Iterable[str] = (), vocab: Path | None = None) -> Language:
    """Load a pipeline that takes texts of any length.

    Parameters:
        config: name of a shipped config, or a path.
        exclude: components to leave out.
        vocab: a JSON-lines file of the user's own words.

    Raises:
        InputError: no pipeline can be made of it; with the first lines of the reason.
    """
    from zh_tongbao import load

    try:
        nlp = load(config, exclude=exclude, vocab_overlay=vocab)
    except InputError:
        raise
    except Exception as error:  # spaCy, thinc and pydantic raise many kinds for a config that is wrong
        lines = [line.strip() for line in str(error).splitlines()]
        reasons = [line for line in lines if line and not line.startswith("{")]
        reason = "; ".join(reasons[:_SHOWN]) or type(error).__name__
        raise InputError(f"--config {config}: no pipeline can be made of it: {reason}") from error
    nlp.max_length = sys.maxsize  # spaCy's limit protects its parser; no component here needs one
    settle()
    return nlp


def settle() -> None:
    """Tell the garbage collector that what is loaded stays, and to look for cycles less often.

    A vocabulary is a hundred thousand objects and a long document's records are as many more; no document is part of a
    cycle, so looking at them all again and again finds nothing. For a process of one's own, a command or a worker; a
    library must not do this to its user's process.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
