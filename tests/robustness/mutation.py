"""A seeded mutator of texts: the fuzzer where atheris is not installed, and for what a corpus of words suits better."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence

import genre

LONGEST = 4_000


class Mutator:
    """Make new texts of old ones.

    Parameters:
        texts: to begin with.
        seed: the same seed gives the same texts.
    """

    def __init__(self, texts: Sequence[str], seed: int):
        self.texts = texts
        self.chance = random.Random(seed)
        self._steps: list[Callable[[str], str]] = [
            self._delete,
            self._repeat,
            self._move,
            self._insert,
            self._insert,
            self._replace,
            self._splice,
            self._renumber,
            self._flip_bits,
            self._widen,
        ]

    def text(self) -> str:
        """The next text."""
        kind = self.chance.random()
        if kind < 0.1:
            text = "".join(self._random_character() for _ in range(self.chance.randrange(200)))
        elif kind < 0.4 or not self.texts:
            text = "".join(self._piece() for _ in range(self.chance.randrange(1, 120)))
        else:
            text = self._cut(self.chance.choice(self.texts), LONGEST // 4)
        for _ in range(self.chance.choice([0, 1, 2, 4, 8, 20])):
            text = self.chance.choice(self._steps)(text)
        text = text[: 2 * LONGEST] if self.chance.random() < 0.05 else text[:LONGEST]
        return text.encode("utf-8", "ignore").decode()

    def _piece(self) -> str:
        pieces = self.chance.choices(
            [genre.words(), genre.NUMBERS, genre.MARKS, genre.PHRASES, genre.STRANGE], [4, 3, 3, 4, 0.1]
        )[0]
        return self.chance.choice(pieces)

    def _random_character(self) -> str:
        top = self.chance.choice([0x7F, 0x2FF, 0xFFFF, 0x9FFF, sys.maxunicode])
        code = self.chance.randrange(top + 1)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)

    def _cut(self, text: str, most: int) -> str:
        start, end = self._span(text)
        return text[start : min(end, start + most)]

    def _span(self, text: str) -> tuple[int, int]:
        start = self.chance.randrange(len(text) + 1)
        length = self.chance.choice([1, 2, 5, 20, 100, 1000])
        return start, min(len(text), start + self.chance.randrange(length + 1))

    def _delete(self, text: str) -> str:
        start, end = self._span(text)
        return text[:start] + text[end:]

    def _repeat(self, text: str) -> str:
        start, end = self._span(text)
        times = self.chance.choice([2, 3, 10, 100])
        return text[:start] + (text[start:end] * times)[:LONGEST] + text[end:]

    def _move(self, text: str) -> str:
        start, end = self._span(text)
        part, rest = text[start:end], text[:start] + text[end:]
        at = self.chance.randrange(len(rest) + 1)
        return rest[:at] + part + rest[at:]

    def _insert(self, text: str) -> str:
        at = self.chance.randrange(len(text) + 1)
        return text[:at] + (self._piece() if self.chance.random() < 0.8 else self._random_character()) + text[at:]

    def _replace(self, text: str) -> str:
        start, end = self._span(text)
        return text[:start] + self._piece() + text[end:]

    def _splice(self, text: str) -> str:
        other = self._cut(self.chance.choice(self.texts), 500) if self.texts else self._piece()
        at = self.chance.randrange(len(text) + 1)
        return text[:at] + other + text[at:]

    def _renumber(self, text: str) -> str:
        return "".join(
            self.chance.choice("0123456789") if one in "0123456789" and self.chance.random() < 0.3 else one
            for one in text
        )

    def _flip_bits(self, text: str) -> str:
        data = bytearray(text.encode("utf-8", "ignore"))
        for _ in range(min(len(data), self.chance.randrange(1, 5))):
            data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
        return data.decode("utf-8", "replace")

    def _widen(self, text: str) -> str:
        start, end = self._span(text)
        wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text[start:end])
        return text[:start] + wide + text[end:]
