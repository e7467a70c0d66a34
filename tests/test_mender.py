"""`Mender`, `mend` and `clean`: texts of all kinds in, shared between threads, errors that say what to pass."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import textmend
from textmend import Edit, Evidence, Mended, Mender, Options, clean, evidence, mend

DAMAGED = "It doesnâ€™t look right."
MENDED = "It doesn’t look right."

PAGE = """Tuesday, March 4, 2025
HomeNewsThe mill by the weir is grinding again

The mill by the weir is grinding again

After ninety years of silence the wheel at Alder Weir turned on Sunday, and the miller didnâ€™t hide her tears.

She had bought the building for a pound, together with its debts, its bats and a roof that let in the moon.

After ninety years of silence the wheel at Alder Weir turned on Sunday, and the miller didnâ€™t hide her tears.

LEAVE A REPLY

Please enter your comment!
"""

BODY = """The mill by the weir is grinding again

After ninety years of silence the wheel at Alder Weir turned on Sunday, and the miller didn’t hide her tears.

She had bought the building for a pound, together with its debts, its bats and a roof that let in the moon.
"""


def test_a_page_comes_back_as_its_author_wrote_it() -> None:
    assert clean(PAGE) == BODY


def test_mended_tells_everything() -> None:
    page = mend(PAGE)
    assert isinstance(page, Mended)
    assert page.original is PAGE
    assert page.text == BODY
    assert page.encoding is None
    assert all(isinstance(edit, Edit) for edit in page.edits)
    assert page.edits == tuple(edit for stage in page.stages for edit in stage)
    assert {edit.repair for edit in page.edits} == {"characters", "furniture", "duplicates"}
    assert not page.evidence.spun
    assert page.undo() == PAGE


def test_undo_of_one_repair() -> None:
    page = mend(PAGE)
    furniture = [edit for edit in page.edits if edit.repair == "furniture"]
    result = page.undo(furniture)
    assert "LEAVE A REPLY" in result
    assert "Please enter your comment!" in result
    assert "didn’t hide" in result
    assert result.count("After ninety years") == 1


def test_undo_refuses_the_edit_of_another_page() -> None:
    other = mend(DAMAGED).edits
    assert other
    with pytest.raises(ValueError, match="not an edit of this page"):
        mend(PAGE).undo(other)


def test_one_mender_serves_many_threads() -> None:
    mender = Mender()
    texts = [f"{PAGE}\nPage number {number} of the parish newsletter ends here.\n" for number in range(24)]
    expected = [Mender().clean(text) for text in texts]
    assert len(set(expected)) == len(texts)
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            assert list(threads.map(mender.clean, texts)) == expected


def test_many_threads_build_the_first_mender_at_once() -> None:
    # What is heavy is imported and loaded where it is first used; nobody may find it half done.
    import subprocess
    import sys

    program = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "import textmend\n"
        f"texts = [{DAMAGED!r} + str(number) for number in range(16)]\n"
        "with ThreadPoolExecutor(8) as threads:\n"
        "    results = list(threads.map(textmend.clean, texts))\n"
        f"assert results == [{MENDED!r} + str(number) for number in range(16)], results\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_keywords_options_and_menders_agree() -> None:
    options = Options(characters="keep")
    assert clean(DAMAGED, options) == clean(DAMAGED, characters="keep") == DAMAGED
    assert Mender(options).clean(DAMAGED) == Mender(characters="keep").mend(DAMAGED).text == DAMAGED
    assert Mender(options).options is options
    assert Mender().options == Options()


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_are_decoded(kind: Any) -> None:
    page = mend(kind(DAMAGED.encode()))
    assert (page.text, page.original, page.encoding) == (MENDED, DAMAGED, "utf-8")


def test_bytes_in_a_declared_encoding() -> None:
    text = "Das Maß aller Dinge"
    assert clean(text.encode("latin-1"), encoding="latin-1") == text
    # The declared encoding is that of bytes; text has none.
    assert clean(text, encoding="ascii") == text


def test_bytes_in_other_encodings_are_detected() -> None:
    text = "The café in the Rue Molière is closed; the soufflé isn’t what it was, they say. “Pity,” said Zoë."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        page = mend(text.encode(encoding))
        assert page.text == text, encoding
        assert page.encoding


def test_an_unknown_encoding() -> None:
    with pytest.raises(LookupError, match="klingon"):
        clean(b"nuqneH", encoding="klingon")


@pytest.mark.parametrize("text", [None, 3, ["a"], Path("page.txt")])
@pytest.mark.parametrize("function", [clean, mend, evidence, Mender().clean, Mender().mend, Mender().evidence])
def test_anything_else_is_refused_with_what_to_pass(function: Any, text: Any) -> None:
    with pytest.raises(TypeError, match=f"as str or bytes, not {type(text).__name__}; for a file pass its contents"):
        function(text)


def test_a_lexicon_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Mender(lexicon=tmp_path / "missing.tsv")


def test_the_empty_text() -> None:
    page = mend("")
    assert (page.text, page.edits, page.undo()) == ("", (), "")
    assert clean(b"") == ""


def test_subclasses_of_str_are_text() -> None:
    class Text(str):
        __slots__ = ()

    assert clean(Text(DAMAGED)) == MENDED
    clear = Text("Nothing is wrong here.")
    assert clean(clear) is clear


SPUN = (
    "The corporate introduced on Tuesday that itâ€™s shedding staff in an effort to chop prices. As a result of the "
    "agency misplaced some huge cash final yr, its chief mentioned it had no various. Individuals accustomed to the "
    "matter mentioned the choice was made final month, and that extra job losses could be introduced quickly."
)


def test_evidence_of_a_page_that_was_spun_in_part() -> None:
    told = evidence(f"{PAGE}\n{SPUN}\n")
    assert isinstance(told, Evidence)
    assert told.spun
    assert [window.spun for window in told.windows] == [False, True]
    assert told.spun_words == told.windows[1].words
    assert told.spun_share == pytest.approx(told.spun_words / told.words)
    assert 0.2 < told.spun_share < 0.8
    assert told.words == sum(window.words for window in told.windows)
    assert told.gain == pytest.approx(sum(w.gain * w.words for w in told.windows) / told.words)


def test_windows_tell_places_in_the_page_as_it_came_in() -> None:
    page = f"{PAGE}\n{SPUN}\n"
    for text, given in ((page, page), (page, page.encode())):
        told = evidence(given)
        clean_window, spun_window = told.windows
        assert text[spun_window.start : spun_window.end] == SPUN.removesuffix(".")
        assert text[clean_window.start : clean_window.end].startswith("The mill by the weir")
        assert mend(given).evidence == told


def test_what_is_no_spinners_is_not_judged() -> None:
    # The furniture, the second copy and the repeated headline go before words are counted.
    # (Of a page that is not worth reading an apostrophe parts words.)
    assert evidence(PAGE).words == len(BODY.replace("’", " ").split())
    assert evidence(PAGE, furniture="keep", duplicates="keep").words > evidence(PAGE).words


def test_evidence_does_not_mend_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from textmend.repairs.synonyms import Synonyms
    from textmend.spin.context import ContextModel

    mender = Mender()
    for owner, name in ((Synonyms, "examine"), (ContextModel, "weigh")):
        monkeypatch.setattr(owner, name, lambda *_: pytest.fail("words were weighed"))
    assert mender.evidence(SPUN).spun


def test_evidence_and_the_option_spun() -> None:
    assert evidence(SPUN, spun="assume") == evidence(SPUN)
    assert evidence(SPUN, spun="never") == mend(SPUN, spun="never").evidence == Evidence(0.0, 0, ())


@pytest.mark.parametrize("text", ["", b"", " \n", "…", "文"])
def test_evidence_of_next_to_nothing(text: str | bytes) -> None:
    told = evidence(text)
    assert (told.spun, told.spun_words, told.spun_share) == (False, 0, 0.0)


def test_there_is_one_way() -> None:
    assert textmend.clean(PAGE) == textmend.mend(PAGE).text == Mender().clean(PAGE) == Mender().mend(PAGE).text
