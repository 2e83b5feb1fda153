"""Training the segmentation model: what it leaves in the folder, what it leaves behind, and input it refuses."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import spacy_pkuseg
from spacy_pkuseg.config import config

from zh_tongbao.tokenizer.train_segmenter import evaluate, main, read_runs, runs

TEXT = Path(__file__).parent.parent / "training_data" / "segmented"


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Sixty lines to learn from, ten to measure on."""
    folder = tmp_path_factory.mktemp("text")
    found = []
    for name, count in (("train.txt", 60), ("dev.txt", 10)):
        head = (TEXT / name).read_text(encoding="utf-8").splitlines(keepends=True)[:count]
        (folder / name).write_text("".join(head), encoding="utf-8")
        found.append(folder / name)
    return found[0], found[1]


@pytest.fixture(scope="module")
def model(lines: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "small"
    assert main([*map(str, lines), str(folder), "--iterations", "2"]) == 0
    return folder


def test_model_loads_and_segments(model: Path) -> None:
    cut = spacy_pkuseg.pkuseg(str(model), None).cut
    for text in ("新增确诊病例", "其中由无症状感染者转为确诊病例", "会议强调要加强监测", "例", "龘𠮷"):
        assert "".join(cut(text)) == text
    assert "病例" in cut("新增确诊病例")


def test_folder_holds_the_model_alone(model: Path) -> None:
    assert sorted(file.name for file in model.iterdir()) == ["features.msgpack", "weights.npz"]


def test_same_files_give_the_same_model(model: Path, lines: tuple[Path, Path], tmp_path: Path) -> None:
    main([*map(str, lines), str(tmp_path), "--iterations", "2"])
    for file in model.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_nothing_is_left_behind(
    lines: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = {name: value for name, value in vars(config).items() if name != "_tmp_dir"}
    random.seed(7)
    expected = random.random()
    random.seed(7)
    main([*map(str, lines), "model", "--iterations", "1"])
    assert random.random() == expected
    assert {name: value for name, value in vars(config).items() if name != "_tmp_dir"} == before
    assert [file.name for file in tmp_path.iterdir()] == ["model"]
    assert not Path(config.tempFile).exists()
    assert capsys.readouterr().out.count("\n") == 1


def test_a_model_that_is_there_is_replaced(lines: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_bytes(b"old")
    assert main([*map(str, lines), str(tmp_path), "--iterations", "1"]) == 0
    assert (tmp_path / "weights.npz").read_bytes() != b"old"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "0 runs"),
        (b"\n \n\n", "0 runs"),
        ("新增 病例 12 例\n".encode(), "at least 10"),
        ("新增".encode("gb18030"), "not UTF-8"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    content: bytes | None, said: str, lines: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    assert main([str(bad), str(lines[1]), str(tmp_path / "model")]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert said in message
    assert "bad.txt" in message
    assert not (tmp_path / "model").exists()


def test_no_iterations_is_refused(lines: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*map(str, lines), str(tmp_path / "model"), "--iterations", "0"]) == 2
    assert "iterations" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("新增 病例 12 例 ， 其中", [["新增", "病例"], ["例"], ["其中"]]),
        ("投资 2.3万亿 元", [["投资"], ["万亿", "元"]]),
        ("5G 基站", [["基站"]]),
        ("12 ， 。", []),
    ],
)
def test_runs_are_what_the_tokenizer_hands_over(line: str, expected: list[list[str]]) -> None:
    assert list(runs(line.split())) == expected


def test_score_counts_words_with_both_offsets_right() -> None:
    score = evaluate([["新增", "确诊", "病例"]], lambda text: [text[:2], text[2:]])
    assert (score.gold, score.found, score.right) == (3, 2, 1)
    assert (score.precision, score.recall, score.f1) == (1 / 2, 1 / 3, 2 / 5)


def test_train_and_dev_share_no_line() -> None:
    train, dev = ((TEXT / name).read_text(encoding="utf-8").splitlines() for name in ("train.txt", "dev.txt"))
    assert not set(train) & set(dev)
    assert len(read_runs(TEXT / "dev.txt")) > len(dev)
