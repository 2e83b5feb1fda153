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
    assert {"assemble", "convert", "evaluate", "test"} <= commands
    assert set(project["workflows"]["rules"]) <= commands


def test_each_command_says_what_it_is_and_depends_on_what_exists(project: dict[str, Any], root: Path) -> None:
    names = project["vars"]
    made = set()
    for command in project["commands"]:
        assert command["help"]
        assert command["script"]
        for dependency in command["deps"]:
            path = dependency.replace("${vars.config}", names["config"]).replace("${vars.data}", names["data"])
            assert path in made or (root / path).exists(), path
        made |= {
            output.replace("${vars.config}", names["config"]).replace("${vars.data}", names["data"])
            for output in command.get("outputs", [])
        }


def test_no_command_needs_a_shell(project: dict[str, Any]) -> None:
    lines = [line for command in project["commands"] for line in command["script"]]
    assert not [line for line in lines if any(sign in line for sign in ("|", "&&", ">", "*", ";"))]
