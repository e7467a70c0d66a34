"""A small run of each benchmark, so that none falls into disrepair; what they measure is not judged here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parent / "bench"
SMALL = {
    "ablation": ["--small"],
    "batch": ["--small"],
    "characters": ["--small"],
    "clean_text": ["--paragraphs", "20"],
    "corpus": ["--megabytes", "1"],
    "duplicates": ["--small"],
    "first_look": ["--small"],
    "furniture": ["--small"],
    "gate": ["--small"],
    "lexicon": ["--splits", "1"],
    "misreadings": ["--small"],
    "reliability": ["--small"],
    "restoration": ["--small"],
    "seed": ["--runs", "1"],
    "speed": ["--small"],
}


def test_each_benchmark_has_a_small_run() -> None:
    assert {path.stem for path in BENCH.glob("*.py")} == set(SMALL)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_it_runs(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path = BENCH / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"bench_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    monkeypatch.syspath_prepend(str(BENCH))  # they take from one another
    monkeypatch.setattr(sys, "argv", [str(path), *SMALL[name]])
    spec.loader.exec_module(module)
    module.main()
    printed = capsys.readouterr().out
    if printed.startswith("skipped: "):
        pytest.skip(printed.strip())
    assert any(character.isdigit() for character in printed)
