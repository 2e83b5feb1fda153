"""Runs that are really killed end, when they are started again, with exactly the bytes of an undisturbed run."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zh_tongbao.io.tables import TABLES

pytest.importorskip("pyarrow")
if os.name == "nt":
    pytest.skip("POSIX signals", allow_module_level=True)

DRIVE = Path(__file__).with_name("drive.py")
COUNT = 150
KILLS = int(os.environ.get("TONGBAO_TEST_KILLS", "20"))


def start(folder: Path, *crash: str, jobs: int = 2, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [*prefix, sys.executable, str(DRIVE), str(folder), str(COUNT), str(jobs), *crash]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def finish(folder: Path, jobs: int = 2) -> None:
    process = start(folder, jobs=jobs)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")


def content(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes; the folder holds nothing else."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    finish(folder)
    return content(folder)


def test_an_undisturbed_run_has_every_row(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    import pyarrow.parquet

    for name, data in undisturbed.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    tables = {name: pyarrow.parquet.read_table(tmp_path / name).to_pylist() for name in TABLES}
    errors = [json.loads(line) for line in undisturbed["errors.jsonl"].splitlines()]
    given = [number for number in range(COUNT) if number % 17 != 3]
    failed = [place for place, number in enumerate(given) if number % 40 in (5, 11)]
    assert [row["document"] for row in tables["documents"]] == [n for n in range(len(given)) if n not in failed]
    digits = sum(character.isdigit() for row in tables["documents"] for character in row["text"])
    assert len(tables["records"]) == digits
    assert [error["document"] for error in errors if error["reason"] != "input"] == failed
    assert {error["reason"] for error in errors} == {"input", "exception", "unusable"}
    assert errors[-1]["message"] == "the end is not usable"
    assert len(errors) == len(failed) + COUNT - len(given) + 1


@pytest.mark.parametrize("crash", ["rename:1", "rename:4", "file:1", "file:8", "finish:1"])
@pytest.mark.long
def test_power_off(undisturbed: dict[str, bytes], tmp_path: Path, crash: str) -> None:
    folder = tmp_path / "run"
    process = start(folder, crash)
    process.communicate(timeout=120)
    assert process.returncode == 9
    finish(folder)
    assert content(folder) == undisturbed


def children(process: int) -> list[int]:
    """The worker processes (not multiprocessing's resource tracker)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            line = path.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if parent == process and b"spawn_main" in line:
            found.append(int(path.parent.name))
    return found


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds worker processes in /proc")
def test_random_kills(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    chance = random.Random(20220403)
    folder = tmp_path / "run"
    process = start(folder)
    kills = {"worker": 0, "parent": 0}
    while sum(kills.values()) < KILLS:
        time.sleep(chance.uniform(0.05, 1.1))
        if process.poll() is not None:
            assert (process.returncode, process.communicate()[1]) == (0, "")
            assert content(folder) == undisturbed
            folder = tmp_path / f"run-{sum(kills.values())}"
            process = start(folder)
            continue
        workers = children(process.pid)
        if workers and chance.random() < 0.6:
            os.kill(chance.choice(workers), signal.SIGKILL)
            kills["worker"] += 1
            continue
        process.kill()
        process.communicate(timeout=60)
        kills["parent"] += 1
        process = start(folder)
    assert (process.communicate(timeout=120)[1], process.returncode) == ("", 0)
    assert content(folder) == undisturbed
    assert min(kills.values()) > 0


@pytest.mark.long
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    process = start(tmp_path / "run")
    deadline = time.monotonic() + 60
    while not (workers := children(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.communicate(timeout=60)
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def limited(folder: Path, kilobytes: int) -> subprocess.Popen[str]:
    """A run whose files cannot grow beyond a bound: the system refuses the bytes behind it, as a full disk does."""
    return start(folder, prefix=("bash", "-c", f'ulimit -f {kilobytes}; exec "$0" "$@"'))


@pytest.mark.long
def test_full_disk(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = limited(folder, 4)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    [line] = err.splitlines()
    assert line.startswith(f"{folder}: cannot be written: File too large")
    assert line.endswith("go on with --resume")
    finish(folder)
    assert content(folder) == undisturbed


@pytest.mark.parametrize("damage", ["torn journal", "empty part", "missing part", "no errors", "only heading torn"])
@pytest.mark.long
def test_what_was_lost_is_done_again(undisturbed: dict[str, bytes], tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "run"
    for name, data in undisturbed.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    if damage == "torn journal":
        lines = undisturbed["manifest.jsonl"].splitlines(keepends=True)
        (folder / "manifest.jsonl").write_bytes(b"".join(lines[:3]) + lines[3][:40])
    elif damage == "empty part":
        (folder / "records" / "part-00001.parquet").write_bytes(b"")
    elif damage == "missing part":
        (folder / "checks" / "part-00002.parquet").unlink()
    elif damage == "no errors":
        (folder / "errors.jsonl").unlink()
    else:
        (folder / "manifest.jsonl").write_bytes(undisturbed["manifest.jsonl"][:5])
    finish(folder, jobs=1)
    assert content(folder) == undisturbed
