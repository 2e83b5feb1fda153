"""The steps of project.yml that spaCy has no command for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.project import ablation, clean, log, validate, visualize

if TYPE_CHECKING:
    from spacy.language import Language


def test_log_shows_and_keeps(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "new" / "out.txt"
    assert log.main([str(kept), "-c", "print('a')"]) == 0
    assert kept.read_text() == "a\n"
    assert capfd.readouterr().out == "a\n"


def test_log_keeps_nothing_of_a_command_that_fails(tmp_path: Path) -> None:
    assert log.main([str(tmp_path / "out.txt"), "-c", "raise SystemExit(3)"]) == 3
    assert not (tmp_path / "out.txt").exists()


def test_validate_names_the_file_and_what_is_wrong(root: Path, tmp_path: Path) -> None:
    assert validate.validate(root / "configs" / "ner.cfg") == ["ner"]
    wrong = tmp_path / "wrong.cfg"
    wrong.write_text('[nlp]\nlang = "zh"\npipeline = ["x"]\n[components]\n[components.x]\nfactory = "none_such"\n')
    with pytest.raises(InputError, match=r"wrong.cfg: .*none_such"):
        validate.validate(wrong)


def test_visualize_marks_what_the_pipeline_finds(nlp: Language, root: Path, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    page = tmp_path / "page.html"
    visualize.main(tmp_path / "model", root / "training_data" / "bulletins.jsonl", page, number=2)
    html = page.read_text(encoding="utf-8")
    assert html.count("<figure") + html.count('class="entities"') >= 2
    assert ">PLACE<" in html.replace("\n", "").replace(" ", "")


def test_clean_empties_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "x").write_text("")
    (tmp_path / "project.lock").write_text("")
    clean.clean([Path("output"), Path("none")])
    assert [path.name for path in tmp_path.rglob("*")] == ["output"]


def test_ablation_names_the_command_that_trains(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make it with: python -m spacy project run train"):
        ablation.beside(tmp_path / "none", "add")
