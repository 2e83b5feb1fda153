"""``python -m zh_tongbao.project.ablation GOLD…``: the rules, the trained recognizer, and both, scored on annotated documents.

For each of them precision, recall and F1 of the labels that the recognizer knows, and characters a second. The table is
Markdown, on standard output; ``--json FILE`` keeps the figures too.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zh_tongbao.cli.evaluate import found_beside, load_saved
from zh_tongbao.errors import InputError

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

RULES = "bulletin_char.cfg"
LAST = "ents"
LABELS = ("OFFICIAL", "TITLE", "PLACE")
ROUNDS = 3


def candidates(ner: Path, baseline: Path | None) -> dict[str, Language]:
    """The pipelines to compare, all on the tokenizer that the recognizer was trained on.

    Raises:
        InputError: a trained recognizer is missing; the message names the command that makes it.
    """
    from zh_tongbao import load

    made = {"rules": load(RULES)}
    for name, folder in (("ner, plain CNN", baseline), ("ner, lexicon", ner)):
        if folder is not None:
            made[name] = beside(folder, "replace", rules=False)
    made["rules + ner, add"] = beside(ner, "add")
    made["rules + ner, agree"] = beside(ner, "agree")
    return made


def beside(ner: Path, policy: str, *, rules: bool = True) -> Language:
    """The rules with a trained recognizer beside them, or the recognizer alone in their place.

    Parameters:
        ner: folder of the trained pipeline.
        policy: of the component ``tongbao_reconcile``.
        rules: whether the rules run.
    """
    from zh_tongbao import load

    if not ner.is_dir():
        raise InputError(f"{ner}: no trained recognizer there; make it with: python -m spacy project run train")
    trained = load_saved(ner)
    nlp = load(RULES)
    for name in () if rules else [name for name in nlp.pipe_names if name != LAST]:
        nlp.remove_pipe(name)
    nlp.add_pipe("ner", source=trained, first=True)
    nlp.add_pipe("tongbao_reconcile", config={"labels": list(LABELS), "policy": policy}, before=LAST)
    return nlp


def measure(nlp: Language, documents: list[Row]) -> Row:
    """Scores by label, and characters a second (the fastest of some rounds)."""
    from zh_tongbao.evaluate.comparison import scores

    table = scores(found_beside(nlp, documents))
    texts = [document["text"] for document in documents]
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            nlp(text)
        seconds.append(time.perf_counter() - start)
    figures = {label: {name: table[label][name] for name in "prf"} for label in LABELS if label in table}
    return {"labels": figures, "characters_per_second": round(sum(map(len, texts)) / min(seconds))}


def markdown(rows: dict[str, Row]) -> str:
    """The table as Markdown."""
    lines = [
        f"| | {' | '.join(f'{label} P / R / F1' for label in LABELS)} | characters/s |",
        "|---" * (len(LABELS) + 2) + "|",
    ]
    for name, row in rows.items():
        cells = [" / ".join(_figure(row["labels"][label][figure]) for figure in "prf") for label in LABELS]
        lines.append(f"| {name} | {' | '.join(cells)} | {row['characters_per_second']:,} |")
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def main(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD", help="Annotated documents, or folders of them.")],
    ner: Annotated[Path, typer.Option(help="The trained recognizer.")] = Path("output/ner/model-best"),
    baseline: Annotated[Path | None, typer.Option(help="The baseline.")] = Path("output/ner_baseline/model-best"),
    keep: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
) -> None:
    """Compare the rules, the trained recognizer and both."""
    from zh_tongbao.evaluate.convert import read_annotated

    documents = list(read_annotated(gold))
    rows = {name: measure(nlp, documents) for name, nlp in candidates(ner, baseline).items()}
    typer.echo(markdown(rows))
    if keep is not None:
        keep.parent.mkdir(parents=True, exist_ok=True)
        keep.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
