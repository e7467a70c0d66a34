"""ftfy's own cases, through the repair of characters.

ftfy also changes style (quotes, ligatures, widths, normal forms) where textmend leaves it alone; so that is
done to the repaired text here before it is compared.
"""

from __future__ import annotations

import json
from pathlib import Path

import ftfy
import pytest

from textmend.edits import apply
from textmend.repairs.characters import Characters

CASES = Path(__file__).parents[2] / "shared" / "characters" / "ftfy-cases"

# All of ftfy's defaults that CONFIG switches off, and none that it has on.
STYLE = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_encoding=False,
    fix_c1_controls=False,
    fix_surrogates=False,
    remove_control_chars=False,
)


def cases() -> list[object]:
    """Every case; those that ftfy fails must fail here too, until they no longer do."""
    found = []
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            # Of the cases that are expected to fail, ftfy 6.3.1 passes one.
            fails = case["expect"] == "fail" and ftfy.fix_text(case["original"]) != case["fixed"]
            marks = pytest.mark.xfail(reason="known to fail in ftfy", strict=True) if fails else ()
            found.append(pytest.param(case, id=f"{path.stem}: {case['label']}", marks=marks))
    return found


@pytest.mark.skipif(not CASES.is_dir(), reason=f"ftfy's cases are not at {CASES}")
@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, str]) -> None:
    original = case["original"]
    repaired = apply(original, Characters().propose(original))
    assert ftfy.fix_text(repaired, STYLE) == case["fixed"]
