"""The documentation says everything there is to say: options, commands, public names; and its links lead somewhere.

Its examples are run as doctests, see `addopts` in pyproject.toml.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import textmend
from textmend.cli import build_parser

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
REFERENCE = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
KINDS = (textmend.Edit, textmend.Mended, textmend.Evidence, textmend.Window)
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize("field", [field.name for field in fields(textmend.Options)])
def test_each_option_is_documented(field: str) -> None:
    flag = f"--{field.replace('_', '-')}"
    assert re.search(rf"^\| `{field}` \| `{flag}` \| .+ \| .+ \|$", REFERENCE, re.MULTILINE)
    assert re.search(rf"^\| `{field}` \| .+ \| .+ \|$", README, re.MULTILINE)


def test_no_option_is_documented_that_is_none() -> None:
    table = REFERENCE.split("\n## Options\n")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert documented == [field.name for field in fields(textmend.Options)]


def test_each_value_and_default_is_documented() -> None:
    for name, values in {"characters": ("repair", "keep"), "spun": ("detect", "assume", "never")}.items():
        (row,) = re.findall(rf"^\| `{name}` \| `--.+$", REFERENCE, re.MULTILINE)
        for value in values:
            assert f'`"{value}"`' in row
    for field in fields(textmend.Options):
        (row,) = re.findall(rf"^\| `{field.name}` \| `--.+$", REFERENCE, re.MULTILINE)
        if isinstance(field.default, str):
            assert f'`"{field.default}"` (default)' in row, row
        elif field.default is not None:
            assert f"; {field.default} |" in row, row
            assert f"**{field.default}**" in README


@pytest.mark.parametrize("command", sorted(commands()))
def test_each_command_and_its_own_options_are_documented(command: str) -> None:
    assert re.search(rf"^### `textmend {command} ", REFERENCE, re.MULTILINE)
    for action in commands()[command]._actions:
        for flag in action.option_strings:
            assert f"`{flag}`" in REFERENCE or flag == "-h", flag


@pytest.mark.parametrize("name", textmend.__all__)
def test_each_public_name_is_documented(name: str) -> None:
    assert re.search(rf"^### `{name}[`(]", REFERENCE, re.MULTILINE)


def test_each_attribute_is_documented() -> None:
    names = [field.name for kind in KINDS for field in fields(kind)]
    for name in [*names, "edits", "undo", "spun", "spun_words", "spun_share"]:
        assert re.search(rf"`{name}[`(]", REFERENCE), name


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in link:
                yield page, link


@pytest.mark.parametrize(("page", "link"), list(links()), ids=lambda value: str(getattr(value, "name", value)))
def test_links_lead_somewhere(page: Path, link: str) -> None:
    path, _, heading = link.partition("#")
    target = page.parent / path if path else page
    assert target.exists()
    if heading:
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert heading in [re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings]


def test_each_page_is_linked_from_the_index() -> None:
    index = ROOT / "docs/index.md"
    linked = {(page.parent / link.partition("#")[0]).resolve() for page, link in links() if page == index}
    assert {page.resolve() for page in ROOT.glob("docs/**/*.md")} - {index.resolve()} <= linked


def block(comment: str) -> list[str]:
    """Give the lines of the README's block that follows a comment."""
    (found,) = re.findall(rf"<!-- {comment}[^>]*-->\n```\w+\n(.*?)\n```", README, re.DOTALL)
    return found.split("\n")


def test_the_readme_shows_what_becomes_of_the_sample() -> None:
    content = (ROOT / "docs/sample/page.txt").read_bytes()
    page = textmend.mend(content)
    for line in block("before"):
        assert line in page.original
        assert line not in page.text
    for line in block("after"):
        assert line in page.text


def test_the_sample_is_mended_towards_its_original() -> None:
    folder = ROOT / "docs/sample"
    page = textmend.mend((folder / "page.txt").read_bytes())
    original = (folder / "page-original.txt").read_text(encoding="utf-8")
    assert page.evidence.spun
    assert page.undo() == (folder / "page.txt").read_bytes().decode()
    paragraphs = [line for line in page.text.split("\n") if line]
    assert len(paragraphs) == len([line for line in original.split("\n") if line])
    assert paragraphs[0] == original.split("\n")[0]
    right, damaged = set(original.split()), set(page.original.split())
    left = [word for word in page.text.split() if word not in right]
    assert len(left) < len([word for word in damaged if word not in right]) / 2


def test_the_two_commands_are_there() -> None:
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/textmend clean docs/sample/page.txt" in README
    (command,) = block("the test command")
    assert command.startswith("python3 -m venv .venv && ")
    assert command.endswith(" && .venv/bin/pytest")


def test_the_table_of_dependencies_is_whole_and_each_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.match(r"[\w-]+", requirement)[0] for requirement in project["dependencies"]}
    table = README.split("\n## Dependencies\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| (\w+) [\d.]+ \|", table, re.MULTILINE)) == needed
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("src/textmend/**/*.py"))
    for name in needed:
        assert re.search(rf"^\s*(import|from) {name}\b", source, re.MULTILINE), name
