"""What holds for every text, whatever is in it."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import textmend
from pages import pages, texts
from textmend.edits import apply
from textmend.explanation import as_dict, explain, placed

# A page takes its time where the machine is slow; what is tested here is not how long.
settings.register_profile("textmend", deadline=None)
settings.load_profile("textmend")

every_way = pytest.mark.parametrize("options", [{}, {"spun": "assume"}], ids=["detect", "assume"])


@every_way
@given(text=texts)
def test_undo_gives_back_the_input(text: str, options: dict[str, str]) -> None:
    page = textmend.mend(text, **options)
    assert page.original == text
    assert page.undo() == text
    assert page.undo(page.edits) == text
    assert page.undo([]) == page.text


# Not where spinning is assumed: then the mended page is assumed to be spun as well.
@given(text=texts)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = textmend.clean(text)
    assert textmend.clean(once) == once


@given(text=texts)
def test_clean_text_comes_back_as_the_same_object(text: str) -> None:
    once = textmend.clean(text)
    # A copy, so that no cache can hand out the object.
    copy = once[:1] + once[1:]
    again = textmend.mend(copy)
    assert again.text is copy
    assert again.original is copy
    assert again.edits == ()


@every_way
@given(text=texts)
def test_edits_are_the_whole_of_what_was_done(text: str, options: dict[str, str]) -> None:
    page = textmend.mend(text, **options)
    for stage in page.stages:
        assert stage
        assert len({edit.repair for edit in stage}) == 1
        for edit in stage:
            assert edit.before != edit.after
            assert edit.repair in {"characters", "furniture", "duplicates", "synonyms"}
            assert edit.reason
            assert 0 <= edit.confidence <= 1
        text = apply(text, stage)
    assert text == page.text


@given(data=st.data(), text=pages())
def test_single_edits_can_be_taken_back(data: st.DataObject, text: str) -> None:
    page = textmend.mend(text, spun="assume")
    assume(page.edits)
    rejected = data.draw(st.lists(st.sampled_from(page.edits), min_size=1))
    result = page.undo(rejected)
    if len(page.stages) == 1:
        assert result == apply(text, [edit for edit in page.edits if edit not in rejected])
    if set(rejected) == set(page.edits):
        assert result == text


@every_way
@given(text=texts)
def test_evidence_is_that_of_mending_and_its_windows_lie_in_the_page(text: str, options: dict[str, str]) -> None:
    evidence = textmend.evidence(text, **options)
    assert evidence == textmend.mend(text, **options).evidence
    assert sum(window.words for window in evidence.windows) == evidence.words
    assert 0 <= evidence.spun_share <= 1
    end = 0
    for window in evidence.windows:
        assert end <= window.start
        assert window.start <= window.end <= len(text)
        end = window.end


@given(text=pages())
def test_a_kept_repair_edits_nothing(text: str) -> None:
    options = {"characters": "keep", "furniture": "keep", "duplicates": "keep", "spun": "never"}
    page = textmend.mend(text, **options)
    assert page.text is text
    for name in ("characters", "furniture", "duplicates"):
        page = textmend.mend(text, **{**options, name: textmend.Options.__dataclass_fields__[name].default})
        assert {edit.repair for edit in page.edits} <= {name}
    assert {edit.repair for edit in textmend.mend(text, **{**options, "spun": "assume"}).edits} <= {"synonyms"}


@given(content=st.one_of(st.binary(), pages().map(lambda text: text.encode("utf-8", "replace"))))
def test_no_bytes_raise(content: bytes) -> None:
    page = textmend.mend(content)
    assert isinstance(page.text, str)
    assert page.encoding
    assert page.undo() == page.original


@given(text=pages())
@example(text="the \x00\x80\x80.")
def test_utf_8_bytes_are_read_as_what_they_say(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8").removeprefix("\ufeff")
    assert textmend.clean(text.encode("utf-8")) == textmend.clean(text)


@given(text=texts)
def test_the_explanation_tells_every_edit_and_steers_no_terminal(text: str) -> None:
    page = textmend.mend(text, spun="assume")
    plain = explain(page, "page.txt")
    assert all(line.isprintable() for line in plain.split("\n"))
    assert sum(line.startswith("      ") and ", sure " in line for line in plain.split("\n")) >= len(page.edits)
    told = json.loads(json.dumps(as_dict(page, "page.txt")))
    assert len(told["edits"]) == len(page.edits)
    assert all(1 <= place.line <= text.count("\n") + 1 for place in placed(page))
