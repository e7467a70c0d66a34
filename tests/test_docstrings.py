"""Every example in a docstring runs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import textmend

MODULES = [
    found.name for found in pkgutil.walk_packages(textmend.__path__, "textmend.") if "__main__" not in found.name
]

# What only building the packaged artefacts needs; the extra `learn` brings it.
FOR_LEARNING = {"lemminflect", "pocketsphinx"}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if name.startswith("textmend.learn") and error.name in FOR_LEARNING:
            pytest.skip(f"needs {error.name}: pip install 'textmend[learn]'")
        raise
    results = doctest.testmod(module)
    assert results.failed == 0


def test_the_package_is_not_without_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [
        test
        for name in ("edits", "mender", "options")
        for test in finder.find(importlib.import_module(f"textmend.{name}"))
    ]
    assert sum(len(test.examples) for test in found) > 10
