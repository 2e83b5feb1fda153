"""Networks of a corpus: who says which slogan, who appears with whom, who appears where; for Gephi, R and Python.

Nodes have ``kind`` (``speaker``, ``official``, ``slogan``, ``place``), ``weight`` (the sum of its edges) and ``label``; an
edge's ``weight`` is the number of documents in which both are found together, ``first`` and ``last`` their days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from typing import Any

from zh_tongbao.discourse.corpus import OFFICIAL, PLACE, Corpus, of_label
from zh_tongbao.discourse.library import need
from zh_tongbao.discourse.timelines import MOST_TOGETHER
from zh_tongbao.errors import InputError
from zh_tongbao.io.printable import printable
from zh_tongbao.records.schema import Column

Made = dict[str, Any]
Node = tuple[str, str]

KINDS = ("speaker-slogan", "official-official", "place-official")
COLUMNS = (
    Column("source"),
    Column("source_kind"),
    Column("target"),
    Column("target_kind"),
    Column("weight", "integer"),
    Column("first", day=True),
    Column("last", day=True),
)


def network(corpus: Corpus, kind: str = "speaker-slogan", least: int = 2) -> list[Made]:
    """The edges of a network.

    Parameters:
        corpus: documents.
        kind: one of :data:`KINDS`.
        least: documents that an edge needs.

    Returns:
        list: rows with :data:`COLUMNS`, the heaviest edge first.

    Raises:
        InputError: an unknown kind.

    Example:
        >>> from zh_tongbao.discourse.corpus import Corpus
        >>> from zh_tongbao.discourse.networks import network
        >>> slogan = {"start": 0, "end": 4, "text": "动态清零", "label": "SLOGAN"}
        >>> said = {"start": 0, "end": 5, "text": "动态清零。", "speaker": "张三", "kind": "person"}
        >>> corpus = Corpus([{"text": "动态清零。", "entities": [slogan], "statements": [said]}])
        >>> [(edge["source"], edge["target"], edge["weight"]) for edge in network(corpus, least=1)]
        [('张三', '动态清零', 1)]
    """
    if kind not in KINDS:
        raise InputError(f"--kind {kind}: unknown; take one of {', '.join(KINDS)}")
    pairs: dict[tuple[Node, Node], set[int]] = defaultdict(set)
    for number, one, other in _pairs(corpus, kind):
        pairs[one, other].add(number)
    rows = []
    for ((source_kind, source), (target_kind, target)), documents in pairs.items():
        if len(documents) < least:
            continue
        days = sorted(day.isoformat() for number in documents if (day := corpus.days[number]) is not None)
        rows.append(
            {
                "source": source,
                "source_kind": source_kind,
                "target": target,
                "target_kind": target_kind,
                "weight": len(documents),
                "first": days[0] if days else None,
                "last": days[-1] if days else None,
            }
        )
    return sorted(rows, key=lambda row: (-row["weight"], row["source"], row["target"]))


def _pairs(corpus: Corpus, kind: str) -> Iterator[tuple[int, Node, Node]]:
    """Document, and two nodes that it ties."""
    if kind == "speaker-slogan":
        for row in corpus.slogans:
            if row["speaker"]:
                yield row["document"], ("speaker", row["speaker"]), ("slogan", row["canonical"])
        return
    names: dict[int, set[str]] = defaultdict(set)
    for number, entity in of_label(corpus.documents, OFFICIAL):
        if entity.get("name"):
            names[number].add(entity["name"])
    few = {number: present for number, present in names.items() if len(present) <= MOST_TOGETHER}
    yield from _of_officials(few) if kind == "official-official" else _of_places(corpus, few)


def _of_officials(names: dict[int, set[str]]) -> Iterator[tuple[int, Node, Node]]:
    for number, present in names.items():
        for one, other in combinations(sorted(present), 2):
            yield number, ("official", one), ("official", other)


def _of_places(corpus: Corpus, names: dict[int, set[str]]) -> Iterator[tuple[int, Node, Node]]:
    for number, entity in of_label(corpus.documents, PLACE):
        for name in names.get(number, ()):
            yield number, ("place", entity.get("name") or entity["text"]), ("official", name)


def graph(edges: list[Made]) -> Any:
    """A ``networkx.Graph`` of edges.

    Parameters:
        edges: of :func:`network`.

    Raises:
        InputError: networkx is not installed.
    """
    made = need("networkx", "network").Graph()
    for edge in edges:
        ends = []
        for side in ("source", "target"):
            kind, label = edge[f"{side}_kind"], printable(edge[side])
            node = f"{kind}:{label}"
            made.add_node(node, label=label, kind=kind)
            made.nodes[node]["weight"] = made.nodes[node].get("weight", 0) + edge["weight"]
            ends.append(node)
        days = {name: edge[name] for name in ("first", "last") if edge[name]}
        made.add_edge(*ends, weight=edge["weight"], **days)
    return made


def graphml(edges: list[Made]) -> bytes:
    """The network as GraphML.

    Parameters:
        edges: of :func:`network`.

    Raises:
        InputError: networkx is not installed.
    """
    networkx = need("networkx", "network")
    stream = BytesIO()
    networkx.write_graphml_xml(graph(edges), stream)
    return stream.getvalue()
