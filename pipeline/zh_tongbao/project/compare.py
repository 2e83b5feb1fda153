"""``python -m zh_tongbao.project.compare OLD [NEW]``: what a later pipeline finds otherwise than a frozen one.

Both are folders that ``zh_tongbao.project.freeze`` made; without NEW the installed pipeline reads the texts of OLD again.
Differences are put together by cause (field, kinds of the old and new value) and by shape of the clause, most frequent first.
A field that one side alone has is said in a line and is no difference. Exit status 0: identical, 1: different, 2: bad input.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.printable import printable
from zh_tongbao.project.causes import Cause, Causes
from zh_tongbao.project.frozen import CONTEXT, Read, Text, read_manifest, read_part, readers

Row = dict[str, Any]

SHAPES = 5
DOCUMENTS = 10
# Shapes of a cause, and documents, that are shown.
VALUE = 60
# Characters of a value that are shown.


def key_of(row: Row) -> str:
    """What two lines of stores share where they are the same text with the same context."""
    document = row["document"]
    return json.dumps([document.get(name) for name in ("text", *CONTEXT)], ensure_ascii=False)


def read_again(path: Path, config: str, read: Read) -> Iterator[Row]:
    """The lines of one file of a store as the installed pipeline has them today."""

    def texts() -> Iterator[Text]:
        for row in read_part(path):
            known = {name: row["document"].get(name) for name in ("text", *CONTEXT)}
            yield Text(row["source"], row["line"], {name: value for name, value in known.items() if value is not None})

    yield from read(config, texts())


def outcome(row: Row) -> Row:
    """The document of a line; an error stands in it as a field."""
    document: Row = row["document"]
    return {**document, "error": row.get("error")}


class Comparison:
    """Hold two stores against each other.

    Parameters:
        causes: takes the differences.
    """

    def __init__(self, causes: Causes):
        self.causes = causes
        self.places: list[Row] = []
        self.left: Counter[str] = Counter()

    def part(self, config: str, old: Iterator[Row], new: Iterator[Row]) -> None:
        """Compare one file of the one store with one of the other; texts are matched by what they are."""
        waiting: dict[str, deque[Row]] = defaultdict(deque)
        for row in old:
            waiting[key_of(row)].append(row)
        for row in new:
            same = waiting.get(key_of(row))
            if not same:
                self.left["new"] += 1
                continue
            place = {"config": config, "source": row["source"], "line": row["line"], "id": row["document"].get("id")}
            self.places.append(place)
            self.causes.add(len(self.places) - 1, place, outcome(same.popleft()), outcome(row))
        self.left["old"] += sum(map(len, waiting.values()))

    def summary(self) -> Row:
        """All that was found, as plain data; the form of ``--json``."""
        causes = self.causes.worst()
        documents: Counter[int] = Counter()
        fields: Counter[tuple[str, str]] = Counter()
        for cause in causes:
            documents.update(cause.documents)
            fields[" ".join(filter(None, cause.change[:2])), cause.change[2]] += cause.count
        sides = [[" ".join(filter(None, field)) for field in side] for side in self.causes.one_sided()]
        return {
            "compared": len(self.places),
            "different": len(documents),
            "only_in_old": self.left["old"],
            "only_in_new": self.left["new"],
            "fields_of_old_alone": sides[0],
            "fields_of_new_alone": sides[1],
            "fields": [{"kind": kind, "field": name, "count": n} for (kind, name), n in fields.most_common()],
            "causes": [_plain(cause) for cause in causes],
            "documents": [self.places[number] | {"count": n} for number, n in documents.most_common()],
        }


def _plain(cause: Cause) -> Row:
    kind, label, name, old, new = cause.change
    shapes = [
        {"shape": shape, "count": count, "examples": cause.examples[shape]}
        for shape, count in cause.shapes.most_common()
    ]
    what = {"kind": kind, "label": label, "field": name, "old": old, "new": new}
    return what | {"count": cause.count, "documents": len(cause.documents), "shapes": shapes}


def lines_of(summary: Row, limit: int) -> Iterator[str]:
    """The summary for a person.

    Parameters:
        summary: of :meth:`Comparison.summary`.
        limit: causes that are shown.
    """
    yield f"{summary['compared']} texts compared, {summary['different']} read otherwise"
    for side in ("old", "new"):
        if number := summary[f"only_in_{side}"]:
            yield f"not compared: {number} texts that the {side} outputs alone have"
        if names := summary[f"fields_of_{side}_alone"]:
            yield f"not compared: fields that the {side} outputs alone have: {', '.join(names)}"
    if not summary["causes"]:
        return
    yield "by field: " + ", ".join(f"{one['kind']} {one['field']} {one['count']}" for one in summary["fields"])
    for cause in summary["causes"][:limit]:
        yield ""
        what = " ".join(filter(None, (cause["kind"], cause["label"], cause["field"])))
        yield f"{cause['count']}x in {cause['documents']} texts: {what}: {cause['old']} -> {cause['new']}"
        for shape in cause["shapes"][:SHAPES]:
            yield f"  {shape['count']}x {shape['shape']}"
            for one in shape["examples"]:
                yield f"     {_where(one)}: {one['context']}"
                yield f"       {_shown(one['old'])} -> {_shown(one['new'])}"
        if (more := len(cause["shapes"]) - SHAPES) > 0:
            yield f"  and {more} more shapes"
    if (more := len(summary["causes"]) - limit) > 0:
        yield f"\nand {more} more causes (--limit)"
    yield "\ntexts with most differences: " + "; ".join(
        f"{_where(one)}: {one['count']}" for one in summary["documents"][:DOCUMENTS]
    )


def _where(one: Row) -> str:
    return f"{one['config']} {one['id'] or ''} ({Path(one['source']).name}, line {one['line']})"


def _shown(value: Any) -> str:
    if isinstance(value, dict) and "text" in value:
        keys = ("label", "metric", "measure", "text", "adcode", "count")
        value = " ".join(str(value[key]) for key in keys if value.get(key) is not None)
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return written if len(written) <= VALUE else f"{written[: VALUE - 3]}..."


def compare(old: Path, new: Path | None, causes: Causes, jobs: int) -> Comparison:
    """Compare two stores, or one with what the installed pipeline finds.

    Raises:
        InputError: a folder is no store, or the two have no text in common.
    """
    comparison = Comparison(causes)
    parts = {part["file"]: part for part in read_manifest(old)["parts"]}
    others = parts if new is None else {part["file"]: part for part in read_manifest(new)["parts"]}
    for side, mine, theirs in (("old", parts, others), ("new", others, parts)):
        comparison.left[side] += sum(part["texts"] for name, part in mine.items() if name not in theirs)
    with readers(jobs) as read:
        for name, part in parts.items():
            if name not in others:
                continue
            found = read_again(old / name, part["config"], read) if new is None else read_part(new / name)
            comparison.part(part["config"], read_part(old / name), found)
    if not comparison.places:
        raise InputError(f"{old}, {new}: no text in common; freeze both over the same texts")
    return comparison


def main(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Frozen outputs.")],
    new: Annotated[
        Path | None, typer.Argument(metavar="[NEW]", help="Later ones; default: read OLD's texts now.")
    ] = None,
    fields: Annotated[list[str], typer.Option(help="Only these fields (place) or kinds (records).")] = [],  # noqa: B006
    ignore: Annotated[list[str], typer.Option(help="Not these fields or kinds.")] = [],  # noqa: B006
    limit: Annotated[int, typer.Option(min=0, help="Causes that are shown.")] = 20,
    context: Annotated[int, typer.Option(min=0, help="Contexts that are shown of each shape of clause.")] = 2,
    keep: Annotated[Path | None, typer.Option("--json", help="Write all of it to this file.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read, without NEW.")] = os.cpu_count() or 1,
) -> int:
    """Show how outputs differ from frozen ones: by cause, worst first."""
    causes = Causes(context, fields, ignore)
    summary = compare(old, new, causes, jobs if new is None else 1).summary()
    if keep is not None:
        with atomic_output(keep) as stream:
            stream.write(json.dumps(summary, ensure_ascii=False, indent=1).encode() + b"\n")
    for line in lines_of(summary, limit):
        typer.echo("\n".join(map(printable, line.split("\n"))))
    return 1 if summary["causes"] else 0


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
