"""Officials and their titles: the component. Read :meth:`Officials.__call__` first.

It finds ranks (:mod:`ranks`), the titles that they end (:mod:`titles`), the names that stand beside them (:mod:`names`), who
holds what (:mod:`holders`), and every other mention of those persons (:mod:`mentions`).
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.officials.holders import Findings, Holders
from zh_tongbao.components.officials.mentions import Mention, Mentions
from zh_tongbao.components.officials.names import NameShapes
from zh_tongbao.components.officials.page import Page, Places
from zh_tongbao.components.officials.titles import Title, TitleGrammar
from zh_tongbao.components.officials.words import Words
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.components.working import fields_of, text_of

OFFICIAL, TITLE, PLACE = "OFFICIAL", "TITLE", "PLACE"
HOME = "CN"
MOST_TITLES = 40
# Posts that each mention of a person carries, so that what the mentions hold together is linear in the text. Lives have thirty.


class Officials(VocabularyPipe):
    """Mark officials (``doc.spans["officials"]``) and titles (``doc.spans["titles"]``) and tie them together.

    A name is taken where it stands beside a title, in the list behind one, or where the vocabulary knows it; it is then
    found at every other place in the document. Each mention carries every post that the document gives the person,
    the first forty of them where there are more.

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
        rows = self.tables.get("titles", ())
        brackets = {row["term"]: row["value"] for row in rows if row["kind"] == "bracket"}
        names = self.tables.get("names", ())
        self.grammar = TitleGrammar(rows, brackets, Words(row["term"] for row in names if row["kind"] == "surname"))
        self.shapes = NameShapes(names, self.grammar.ranks.values)
        self.holders = Holders(rows, self.shapes, brackets)
        self.mentions = Mentions(rows, self.shapes)

    def read(self, doc: Doc) -> None:
        """Mark the document's officials and titles."""
        view = self.view(doc)
        known = {span.start_char: span.end_char for span in doc.spans.get("ruler", ()) if span.label_ == OFFICIAL}
        places = Places.of(
            (entity["start"], entity["end"], entity["country"] != HOME)
            for entity in fields_of(doc).entities
            if entity["label"] == PLACE
        )
        persons = {end: start for start, end in known.items() if not self.shapes.names_doctrine(view, end)}
        titles = self.grammar.find(view, places, persons)
        if not titles and not known:
            annotate(doc, self.settings["spans_key"], [], labels=[OFFICIAL])
            annotate(doc, "titles", [], labels=[TITLE])
            return
        text = text_of(doc)
        page = Page(view, text, places, known, {end: start for start, end in known.items()})
        findings = self.holders.read(page, titles)
        for start, end in known.items():
            findings.posts.setdefault(text[start:end], [])
        mentions = self._mentions(page, findings)
        mentions += self._surnames(page, titles, findings)
        mentions.sort(key=lambda mention: mention.start)
        titles_of = {name: _written(text, posts) for name, posts in findings.posts.items()}
        officials = [_official(text, mention, titles_of[mention.name]) for mention in mentions]
        _leave_out_namesakes(doc, mentions)
        annotate(doc, self.settings["spans_key"], officials, [OFFICIAL])
        annotate(doc, "titles", [_title(text, key, holder) for key, holder in findings.holders.items()], [TITLE])

    def _mentions(self, page: Page, findings: Findings) -> list[Mention]:
        """Mentions of everybody named, and of those who stand in a list with them."""
        mentions = self.mentions.find(page.view, page.text, findings.posts, findings.names, page.places)
        found = {mention.start: mention.end for mention in mentions}
        listed = [
            (name.start, name.end)
            for mention in mentions
            for name in self.holders.neighbours.names.around(page, mention.start, mention.end, found)
        ]
        if not listed:
            return mentions
        for start, end in listed:
            findings.posts.setdefault(page.text[start:end], [])
        return self.mentions.find(page.view, page.text, findings.posts, [*findings.names, *listed], page.places)

    def _surnames(self, page: Page, titles: list[Title], findings: Findings) -> list[Mention]:
        """Mentions by surname and title (李省长); they make the title count."""
        free = [title for title in titles if findings.holders.get((title.start, title.end)) is None]
        found = self.mentions.surnames(page.view, page.text, free, findings.posts)
        for title, mention in found:
            findings.holders[title.start, title.end] = mention.name
            findings.posts.setdefault(mention.name, []).append((title.start, title.end))
        return [mention for _, mention in found]


def _leave_out_namesakes(doc: Doc, mentions: list[Mention]) -> None:
    """Take out the places that are persons' names (州委书记沈阳)."""
    persons = {(mention.start, mention.end) for mention in mentions}
    places = [entity for entity in fields_of(doc).entities if entity["label"] == PLACE]
    kept = [place for place in places if (place["start"], place["end"]) not in persons]
    if len(kept) < len(places):
        annotate(doc, "places", kept, [PLACE])


def _written(text: str, posts: list[tuple[int, int]]) -> list[str]:
    """The different titles among these spans, the first :data:`MOST_TITLES`; longest first, those of one length in text order."""
    first: dict[str, int] = {}
    for start, end in sorted(posts):
        first.setdefault(text[start:end], start)
    kept = sorted(first, key=first.__getitem__)[:MOST_TITLES]
    return sorted(kept, key=lambda title: (-len(title), first[title]))


def _official(text: str, mention: Mention, titles: list[str]) -> Entity:
    return {
        "start": mention.start,
        "end": mention.end,
        "text": text[mention.start : mention.end],
        "label": OFFICIAL,
        "name": mention.name,
        "titles": list(titles),
    }


def _title(text: str, key: tuple[int, int], holder: str | None) -> Entity:
    start, end = key
    return {"start": start, "end": end, "text": text[start:end], "label": TITLE, "holder": holder}
