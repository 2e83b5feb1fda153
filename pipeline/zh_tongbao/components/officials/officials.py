"""Officials and their titles."""

from __future__ import annotations

import re
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate, text_of
from zh_tongbao.components.officials.names import NameShapes
from zh_tongbao.components.officials.titles import TitleGrammar
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe

OFFICIAL, TITLE = "OFFICIAL", "TITLE"


class Officials(VocabularyPipe):
    """Mark officials (``doc.spans["officials"]``) and titles (``doc.spans["titles"]``) and tie them together.

    A name is taken where it stands beside a title, in the list behind one, or where it is already known; it is then
    found at every other place in the document. Each mention carries every post that the document gives the person.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp("吉林省委书记景俊海到长春新区现场办公。景俊海强调，要落细措施。")
        >>> [(span.text, span._.titles) for span in doc.spans["officials"]]
        [('景俊海', ['吉林省委书记']), ('景俊海', ['吉林省委书记'])]
    """

    def initialize(  # type: ignore[override]  # one named table a parameter
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]],
        titles: list[dict[str, Any]],
        names: list[dict[str, Any]],
    ) -> None:
        """Take the vocabulary: rows of characters.csv, title_terms.csv and names.csv."""
        self.take(characters=characters, titles=titles, names=names)

    def compile(self) -> None:
        """Build the grammars."""
        self.grammar = TitleGrammar(self.tables.get("titles", ()))
        self.shapes = NameShapes(self.tables.get("names", ()))
        marks = self.tables.get("characters", ())
        self.enumeration = frozenset(row["term"] for row in marks if row["kind"] == "enumeration")

    def __call__(self, doc: Doc) -> Doc:
        """Mark the document's officials and titles."""
        view, text = self.view(doc), text_of(doc)
        places = [(e["start"], e["end"]) for e in doc._.entities if e["label"] == "PLACE"]
        known = {
            span.start_char: (span.end_char, span.text)
            for span in doc.spans.get("ruler", ())
            if span.label_ == OFFICIAL
        }
        titles = self.grammar.find(view, places)
        posts, holders = self._attach(view, text, titles, known)
        mentions = self._mentions(text, posts)
        officials = [self._official(text, start, end, posts[text[start:end]]) for start, end in mentions]
        annotate(doc, self.settings["spans_key"], officials, labels=[OFFICIAL])
        marked = [
            {"start": start, "end": end, "text": text[start:end], "label": TITLE, "holder": holders.get((start, end))}
            for start, end in titles
        ]
        annotate(doc, "titles", marked, labels=[TITLE])
        return doc

    def _attach(
        self, view: str, text: str, titles: list[tuple[int, int]], known: dict[int, tuple[int, str]]
    ) -> tuple[dict[str, list[str]], dict[tuple[int, int], str]]:
        """Names with their posts, and for each title with one holder its holder."""
        posts: dict[str, list[str]] = {name: [] for _, name in known.values()}
        ends = {end: name for end, name in known.values()}
        holders: dict[tuple[int, int], str] = {}
        chain: list[tuple[int, int]] = []
        for index, (start, end) in enumerate(titles):
            if chain and text[chain[-1][1] : start] not in self.enumeration:
                chain = []
            chain.append((start, end))
            following = titles[index + 1][0] if index + 1 < len(titles) else len(view)
            names = self._name_before(view, text, start, ends) if len(chain) == 1 else []
            names = names or self._names_behind(view, text, end, following)
            if not names:
                continue
            for name in names:
                for first, last in chain:
                    if text[first:last] not in posts.setdefault(name, []):
                        posts[name].append(text[first:last])
            if len(names) == 1:
                holders.update({title: names[0] for title in chain})
            chain = []
        for group in self.grammar.group.finditer(view):
            for name in self._names_behind(view, text, group.end(), len(view)):
                posts.setdefault(name, [])
        return posts, holders

    def _name_before(self, view: str, text: str, end: int, known: dict[int, str]) -> list[str]:
        if end in known:
            return [known[end]]
        copula = self.grammar.copula.search(view[max(0, end - 2) : end])
        end -= len(copula.group()) if copula else 0
        start = self.shapes.before(view, end)
        return [] if start is None else [text[start:end]]

    def _names_behind(self, view: str, text: str, start: int, limit: int) -> list[str]:
        """The name behind a title, or the list of names."""
        names: list[str] = []
        position = start
        while position < limit:
            end = self.shapes.at(view, position)
            if end is None or end > limit:
                break
            names.append(text[position:end])
            if view[end : end + 1] not in self.enumeration:
                break
            position = end + 1
        return names

    def _mentions(self, text: str, posts: dict[str, list[str]]) -> list[tuple[int, int]]:
        if not posts:
            return []
        names = re.compile("|".join(map(re.escape, sorted(posts, key=len, reverse=True))))
        return [match.span() for match in names.finditer(text)]

    def _official(self, text: str, start: int, end: int, titles: list[str]) -> Entity:
        name = text[start:end]
        ordered = sorted(titles, key=len, reverse=True)
        return {"start": start, "end": end, "text": name, "label": OFFICIAL, "name": name, "titles": ordered}
