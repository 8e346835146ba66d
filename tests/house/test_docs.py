"""What the documents name is there: commands, targets, paths, links, dependencies."""

import argparse
import re
import tomllib
from pathlib import Path

import pytest

from bonafix.cli.main import parser

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
TEXTS = {path: path.read_text("utf-8") for path in DOCUMENTS}
each = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))


def subcommands() -> set[str]:
    found = set()
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= set(action.choices)
    return found


def code_of(text: str) -> str:
    """Everything that is set as code: commands, paths, options."""
    blocks = re.findall(r"```.*?```|^ {4}\S.*$", text, re.M | re.S)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", text)])


@each
def test_every_subcommand_named_exists(path: Path) -> None:
    named = set(re.findall(r"\bbonafix ([a-z]+(?:-[a-z]+)*)\b", code_of(TEXTS[path])))
    assert named <= subcommands()


@each
def test_every_make_target_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)\b", code_of(TEXTS[path]))) <= targets


@each
def test_every_path_named_exists(path: Path) -> None:
    named = re.findall(
        r"(?<![\w/.])((?:docs|src|tests|tools|requirements|bench)/[\w/.*-]+)", TEXTS[path]
    )
    assert [name for name in named if not list(ROOT.glob(name.rstrip("./")))] == []


@each
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", TEXTS[path])
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (path.parent / link).exists()] == []


def test_every_dependency_stands_in_the_list_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"]]
    for group in project["dependency-groups"].values():
        wanted += group
    names = {re.split(r"[\[<>=~! ;]", one)[0].lower() for one in wanted}
    listed = set(re.findall(r"[\w.-]+", TEXTS[ROOT / "docs/dependencies.md"].lower()))
    assert names - {name.rstrip(".,") for name in listed} == set()


def test_every_subcommand_is_shown_in_the_readme_or_the_guide_to_running() -> None:
    shown = code_of(TEXTS[ROOT / "README.md"] + "\n" + TEXTS[ROOT / "docs/running.md"])
    assert {name for name in subcommands() if f"bonafix {name}" not in shown} == set()


def test_the_readme_names_the_two_commands_and_shows_the_picture_on_its_first_screen() -> None:
    first = "\n".join(TEXTS[ROOT / "README.md"].splitlines()[:40])
    for words in ("make run", "make test", "python3-venv", "docs/pictures/"):
        assert words in first


def test_pictures_are_small_enough_for_a_slow_line() -> None:
    pictures = sorted((ROOT / "docs/pictures").glob("*.png"))
    assert pictures
    assert {p.name for p in pictures if p.stat().st_size > 150_000} == set()
