"""What a run that goes on finds in its folder: parts that are whole, what was lost, and what can be used again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from zh_tongbao.engine.earlier import Earlier
from zh_tongbao.engine.manifest import NAME, Manifest, listed
from zh_tongbao.engine.part_files import holds_parts, is_intact
from zh_tongbao.engine.readings import Input, changes

Row = dict[str, Any]


class Before:
    """What a folder holds of an earlier run.

    Parameters:
        folder: of the run.
        manifest: its journal, read; parts whose files are not whole are taken out of it.
    """

    def __init__(self, folder: Path, manifest: Manifest):
        self._manifest = manifest
        self._inputs = manifest.inputs
        self.finished = manifest.last is not None
        """Whether it had come to its end."""
        self.changed = False
        """Whether the rows are other ones, as far as they are compared."""
        damaged = manifest.keep(lambda part: is_intact(folder, part))
        count = manifest.last["parts"] if manifest.last else max(manifest.parts, default=-1) + 1
        self._lost = set(range(count)) - set(manifest.parts)
        self.lost = list(_lost(folder, manifest, damaged, self._lost - set(damaged)))
        """What is not as it was, each in one line."""
        self._earlier = Earlier(folder, manifest.key)
        self.find = self._earlier.find
        self.put_back = self._earlier.put_back
        self.clear = self._earlier.clear

    def told(self, inputs: Sequence[Input]) -> str:
        """Say in one line how inputs differ from those that were; empty where they do not.

        Parameters:
            inputs: now, in order.
        """
        known = "" if self.lost else changes(self._inputs, inputs, finished=self.finished)
        return known or ("other rows" if self.changed else "")

    def cut(self, part: int) -> dict[int, Row]:
        """Set aside all parts from that one on, the first that is not as it was."""
        # What was lost, or never done, is no sign that the inputs are other ones.
        self.changed = part in self._manifest.parts or (self.finished and part not in self._lost)
        if self._manifest.last is None and all(number < part for number in self._manifest.parts):
            return {}
        self._earlier.set_aside(number for number in self._manifest.parts if number >= part)
        return self._manifest.cut(part)


def _lost(folder: Path, manifest: Manifest, damaged: Collection[int], missing: Collection[int]) -> Iterator[str]:
    """Say what the folder held and does not hold any more."""
    again = "what is lost there is done again"
    if manifest.bad:
        yield f"{folder / NAME}, {listed(manifest.bad, 'line')}: cannot be read; {again}"
    elif missing:
        yield f"{folder / NAME}: {listed(sorted(missing), 'part')} not in it; {again}"
    if damaged:
        yield f"{folder}, {listed(damaged, 'part')}: files are missing or not as they were written; {again}"
    if manifest.heading is None and not manifest.bad and holds_parts(folder):
        yield f"{folder / NAME}: is empty, so nothing can be kept; all is done again"
