"""The tokenizer of Chinese bulletins: vocabulary first, then numbers and Latin words, then a segmenter.

Read :meth:`BulletinTokenizer.words` first. A text is cut in three steps:

1. the lexicon's entries, leftmost and longest, in one Aho-Corasick pass over the normalised view;
2. in the gaps between them, numbers (``956``, ``1.2``, ``1,234``), Latin words, punctuation and white space;
3. what is left, runs of Chinese characters, goes to the segmenter.

So whatever the vocabulary knows is a token (or several) under every segmenter, and rulers always align. A segmenter
alone does not: it cuts names and titles where its training corpus did (DESIGN 2).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import srsly
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from zh_tongbao.resources import find_config_file
from zh_tongbao.tokenizer.invisible import INVISIBLE, visible, visible_offsets
from zh_tongbao.tokenizer.lexicon import Lexicon
from zh_tongbao.tokenizer.normaliser import Normaliser
from zh_tongbao.tokenizer.segmenters import CHAR, Segment, segmenter
from zh_tongbao.tokenizer.working import remember
from zh_tongbao.vocab.tables import Row

CACHED_GAPS = 50_000
LONGEST_CACHED_GAP = 40
SHORT_GAPS = 10_000
LONGEST_SHORT_GAP = 8
# Stretches between two entries whose words are remembered whole: most are short, and bulletins repeat them.
KNOWN_WORDS = 30_000
LONGEST_GAP = 1_000

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"


class BulletinTokenizer(DummyTokenizer):
    """Tokenize Chinese official text so that the vocabulary's entries are whole tokens under any segmenter.

    Parameters:
        vocab: the pipeline's vocabulary.
        segmenter: ``pkuseg``, ``jieba`` or ``char``; cuts what lies between the entries.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> [token.text for token in nlp.tokenizer("吉林省新增本地确诊病例956例")]
        ['吉林省', '新增', '本地', '确诊病例', '956', '例']
    """

    def __init__(self, vocab: Vocab, segmenter: str = "pkuseg"):
        self.vocab = vocab
        self.segmenter = segmenter
        self.characters: list[Row] = []
        self.lexicon = Lexicon(())
        self.model: dict[str, bytes] = {}
        self._build()

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]],
        lexicon: list[str],
        pkuseg_model: str | None = None,
        pkuseg_user_dict: str | None = "default",  # noqa: ARG002
    ) -> None:
        """Take the vocabulary and load the segmenter. Called by ``nlp.initialize()``.

        Parameters:
            get_examples: not used.
            nlp: not used.
            characters: rows of characters.csv.
            lexicon: every surface form that must come out whole.
            pkuseg_model: folder of the segmentation model, as a path or below configs/.
            pkuseg_user_dict: not used; spaCy's defaults for Chinese fill it in. User words belong in the lexicon.

        Raises:
            InputError: the model or the segmenter's library is missing.
        """
        self.characters = characters
        self.lexicon = Lexicon(lexicon)
        self.model = {}
        if self.segmenter == "pkuseg" and pkuseg_model is not None:
            folder = find_config_file(pkuseg_model)
            self.model = {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
        self._build()

    def _build(self) -> None:
        self.normalise = Normaliser(self.characters)
        wide = "".join(re.escape(char) for char, to in self.normalise.table.items() if to.isascii() and to.isalpha())
        latin = f"A-Za-z{wide}"
        self._latin = re.compile(f"[{latin}]")
        # A number, a Latin word, a run of other letters (Chinese text), or one other character.
        self._piece = re.compile(rf"{_NUMBER}|[{latin}]+|[^\W\d{latin}_]+|.", re.DOTALL)
        # The same without runs: every letter by itself.
        self._single = re.compile(rf"{_NUMBER}|[{latin}]+|.", re.DOTALL)
        self._segment: Segment | None = None
        self._short_gap = lru_cache(SHORT_GAPS)(self._pieces)
        self._ids = _Ids(self.vocab)

    @property
    def plain_segment(self) -> Segment:
        """The segmenter itself, newly loaded and without a cache."""
        if not self.model:
            return segmenter(self.segmenter)
        with TemporaryDirectory() as folder:
            for name, content in self.model.items():
                (Path(folder) / name).write_bytes(content)
            return segmenter(self.segmenter, Path(folder))

    @property
    def segment(self) -> Segment:
        """The segmenter, loaded at its first use and remembering short runs of text."""
        if self._segment is None:
            plain = self.plain_segment
            self._segment = plain if self.segmenter == CHAR else _cached(_whole(plain))
        return self._segment

    def __call__(self, text: str) -> Doc:
        """Tokenize one text; ``doc.text == text`` whatever the text holds."""
        view = self.normalise(text)
        invisible = INVISIBLE.search(text) is not None
        words = self._visible_words(text) if invisible else self.words(text, view)
        spaces: list[bool] = []
        if " " in text:
            words, spaces = with_spaces(words)
        doc = Doc(self.vocab, words=self._ids.of(words), spaces=spaces or [False] * len(words))  # type: ignore[arg-type]
        remember(doc, text, view, words, spaces, invisible=invisible)
        return doc

    def _visible_words(self, text: str) -> list[str]:
        """The words of a text that holds invisible characters: as without them, and those between two words by themselves."""
        shown, offsets = visible(text), visible_offsets(text)
        found: list[str] = []
        position = reached = 0
        for word in self.words(shown, self.normalise(shown)):
            start, end = offsets[position], offsets[position + len(word) - 1] + 1
            if reached < start:
                found.append(text[reached:start])
            found.append(text[start:end])
            position, reached = position + len(word), end
        return found if reached == len(text) else [*found, text[reached:]]

    def words(self, text: str, view: str) -> list[str]:
        """Cut the text into words: entries, numbers, Latin words, punctuation, and segmented Chinese text.

        Parameters:
            text: as given.
            view: its normalised view, as long as the text.

        Returns:
            list: slices of the text, in order and without gaps.
        """
        found: list[str] = []
        cut = self._single.findall if self.segmenter == CHAR else self._gap
        position = 0
        cuts = self.lexicon.cuts
        for entry, start, end in self.lexicon.matches(view):
            if position + 1 == start:
                found.append(text[position])
            elif position < start:
                found.extend(cut(text, position, start))
            if entry in cuts:
                found.extend(text[start + a : start + b] for a, b in pairwise(cuts[entry]))
            else:
                found.append(text[start:end])
            position = end
        if position < len(text):
            found.extend(cut(text, position, len(text)))
        return found

    def _gap(self, text: str, start: int, end: int) -> list[str]:
        gap = text[start:end]
        return self._short_gap(gap) if end - start <= LONGEST_SHORT_GAP else self._pieces(gap)

    def _pieces(self, gap: str) -> list[str]:
        """The words of a stretch between two entries; not to be changed."""
        found: list[str] = []
        segment = self.segment
        for piece in self._piece.findall(gap):
            if len(piece) > 1 and piece.isalpha() and not self._latin.match(piece):
                for first in range(0, len(piece), LONGEST_GAP):
                    found.extend(segment(piece[first : first + LONGEST_GAP]))
            else:
                found.append(piece)
        return found

    def to_bytes(self, **kwargs: Any) -> bytes:  # noqa: ARG002
        """Everything that makes this tokenizer, as bytes."""
        data: bytes = srsly.msgpack_dumps(
            {
                "segmenter": self.segmenter,
                "characters": self.characters,
                "lexicon": self.lexicon.forms,
                "model": self.model,
            }
        )
        return data

    def from_bytes(self, data: bytes, **kwargs: Any) -> BulletinTokenizer:  # noqa: ARG002
        """Load what :meth:`to_bytes` gave."""
        content = srsly.msgpack_loads(data)
        self.segmenter = content["segmenter"]
        self.characters = content["characters"]
        self.lexicon = Lexicon(content["lexicon"])
        self.model = content["model"]
        self._build()
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:  # noqa: ARG002
        """Write one file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **kwargs: Any) -> BulletinTokenizer:  # noqa: ARG002
        """Read what :meth:`to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes())

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.vocab, self.to_bytes())


class _Ids(dict[str, int]):
    """The ids that a vocabulary knows its words by, remembered: speed, for a Doc made of ids need not look them up.

    Within a memory zone of spaCy's, at whose end the vocabulary forgets words, they are given as they are.

    Parameters:
        vocab: the pipeline's vocabulary.
    """

    def __init__(self, vocab: Vocab):
        super().__init__()
        self._vocab = vocab

    def __missing__(self, word: str) -> int:
        known: int = self._vocab.strings.add(word)
        if len(self) < KNOWN_WORDS:
            self[word] = known
        return known

    def of(self, words: list[str]) -> list[int] | list[str]:
        """Words as a Doc takes them."""
        transient: bool = self._vocab.in_memory_zone  # type: ignore[attr-defined]  # spaCy's stub leaves it out
        return words if transient else list(map(self.__getitem__, words))


def _restore(vocab: Vocab, data: bytes) -> BulletinTokenizer:
    return BulletinTokenizer(vocab).from_bytes(data)


def with_spaces(words: list[str]) -> tuple[list[str], list[bool]]:
    """Words and, as spaCy has it, whether a blank follows each: the first blank behind a word is no word."""
    blanks = [at for at, word in enumerate(words) if word == " " and at and not words[at - 1].isspace()]
    taken = set(blanks)
    kept = [word for at, word in enumerate(words) if at not in taken]
    spaces = [False] * len(kept)
    for earlier, at in enumerate(blanks):
        spaces[at - earlier - 1] = True
    return kept, spaces


def _whole(plain: Segment) -> Segment:
    """A run whose words do not make it up again is cut into its characters."""

    def segment(run: str) -> list[str]:
        words = plain(run)
        return words if "".join(words) == run else list(run)

    return segment


def _cached(plain: Segment) -> Segment:
    """Remember short runs: bulletins repeat their phrases."""
    remembered = lru_cache(maxsize=CACHED_GAPS)(plain)

    def segment(run: str) -> list[str]:
        return remembered(run) if len(run) <= LONGEST_CACHED_GAP else plain(run)

    return segment
