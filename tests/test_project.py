"""project.yml: every step names what it reads and writes. .ci/run runs the workflow itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import srsly


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    content: dict[str, Any] = srsly.read_yaml(root / "project.yml")
    return content


def test_the_workflow_runs_known_commands(project: dict[str, Any]) -> None:
    commands = {command["name"] for command in project["commands"]}
    assert {"assemble", "generate", "convert", "evaluate", "package", "clean", "test"} <= commands
    assert set(project["workflows"]) == {"all", "rules", "train"}
    for workflow in project["workflows"].values():
        assert set(workflow) <= commands
    assert commands - set(project["workflows"]["all"]) == {"clean", "freeze", "compare"}


def filled(text: str, project: dict[str, Any]) -> str:
    for name, value in project["vars"].items():
        text = text.replace(f"${{vars.{name}}}", str(value))
    return text


def test_each_command_says_what_it_is_and_depends_on_what_exists(project: dict[str, Any], root: Path) -> None:
    commands = {command["name"]: command for command in project["commands"]}
    made: set[str] = set()
    for name in project["workflows"]["all"]:
        command = commands[name]
        assert command["help"]
        assert command["script"]
        assert command["outputs"], f"{name} would run every time"
        for dependency in command["deps"]:
            path = filled(dependency, project)
            assert path in made or (root / path).exists(), path
        made |= {filled(output, project) for output in command["outputs"]}


def test_no_command_needs_a_shell(project: dict[str, Any]) -> None:
    lines = [line for command in project["commands"] for line in command["script"]]
    assert not [line for line in lines if any(sign in line for sign in ("|", "&&", ">", "*", ";"))]
