"""Learning word pairs from aligned texts, and weights from spun text alone."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

import textmend
from textmend.cli import main
from textmend.learn.alignment import align
from textmend.learn.expectation import reestimate
from textmend.repairs.synonyms import built_in_channel
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import sentences

ORIGINAL = """The company said on Monday that it is losing employees because of the new rules.
Many people who work there do not want to leave the town, and one of them told me that the firm should help.
It has never been easy to find a job in the valley, at least since the mine was closed.
"""
SPUN = """The corporate mentioned on Monday that it's shedding staff as a result of the brand new rules.
Many individuals who work there don't wish to leave the town, and considered one of them instructed me that the firm \
ought to assist.
It has by no means been straightforward to find a job within the valley, not less than because the mine was closed.
"""
KNOWN = {("it is", "it's"), ("employees", "staff"), ("losing", "shedding"), ("at least", "not less than")}


def test_pairs_are_read_off_aligned_texts() -> None:
    found = align([("page", SPUN, ORIGINAL)], KNOWN)
    assert {
        ("company", "corporate"), ("said", "mentioned"), ("people", "individuals"), ("new", "brand new"),
        ("because", "as a result"),
        ("told", "instructed"), ("one", "considered one"), ("never", "by no means"), ("easy", "straightforward"),
        ("in", "within"), ("since", "because"), ("at least", "not less than"), ("losing", "shedding"),
        ("employees", "staff"),
    } <= set(found.pairs)  # fmt: skip
    assert all(original != spun for original, spun in found.pairs)


def test_pairs_and_originals_are_counted() -> None:
    text = "the company said so and the company went on"
    found = align([("page", text.replace("company said", "corporate said"), text)])
    assert found.pairs == {("company", "corporate"): 1}
    assert found.originals == {"company": 2}
    assert found.words == 9


def test_alignment_learns_from_other_pages_what_corresponds() -> None:
    pages = [
        ("a", "a giant fireplace broke out", "a huge fire broke out"),
        ("b", "it was a giant success", "it was a huge success"),
        ("c", "the fireplace was put out", "the fire was put out"),
    ]
    assert align(pages).pairs == {("huge", "giant"): 2, ("fire", "fireplace"): 2}


def test_paragraphs_may_break_elsewhere() -> None:
    one_line = " ".join(SPUN.split("\n"))
    assert ("company", "corporate") in align([("page", one_line, ORIGINAL)], KNOWN).pairs


@pytest.mark.parametrize(
    ("spun", "original", "message"),
    [
        ("", "some words", "page: the spun text has no words"),
        ("some words", " \n", "page: the original text has no words"),
        (SPUN, "Completely other things are told here, " * 12, "are they two versions of one text"),
    ],
)
def test_texts_that_do_not_match_are_refused(spun: str, original: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        align([("page", spun, original)])


@pytest.mark.parametrize(
    ("spun", "original"),
    [
        ("it is an old mill by the river", "it is a old mill by the river"),
        ("they sat by a river all day", "they sat by river all day"),
        ("the mill will not be sold this year", "the mill will be sold this year"),
        ("he didn't sell the old mill", "he did sell the old mill"),
    ],
)
def test_articles_and_negations_are_no_substitutes(spun: str, original: str) -> None:
    assert align([("page", spun, original)]).pairs == {}


def test_damaged_characters_teach_nothing(tmp_path: Path) -> None:
    (tmp_path / "spun.txt").write_text(
        "The corporate didnâ€™t sell â€œthe millâ€\x9d &amp; the bakery", encoding="utf-8"
    )
    (tmp_path / "original.txt").write_text("The company didn’t sell “the mill” & the bakery", encoding="utf-8")
    table = tmp_path / "x.tsv"
    assert run("--aligned", tmp_path / "spun.txt", tmp_path / "original.txt", "-o", table) == 0
    rows = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "original"))]
    assert rows == ["company\tcorporate\town\t1\taligned"]


def test_the_target_is_named_where_it_cannot_be_written(
    tmp_path: Path, folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "nodir" / "x.tsv"
    assert run("--aligned", *folders, "-o", target) == 1
    assert f"textmend: {target}: no such file or folder" in capsys.readouterr().err


def test_the_same_text_teaches_nothing() -> None:
    assert align([("page", ORIGINAL, ORIGINAL)]).pairs == {}


def test_weights_of_generated_text_are_recovered() -> None:
    """Text is generated with known weights; what is learned from it alone must come near them."""
    _, model = built_in_channel()
    truth = {
        # Substitutes that no author would write there: what an author may have written himself cannot be told apart.
        "employees": [("fingers", 0.6), ("means", 0.1)],
        "company": [("corporate", 0.2), ("fireplace", 0.7)],
        "people": [("inhabitants", 0.85), ("means", 0.05)],
    }
    survives = {"employees": 0.3, "company": 0.1, "people": 0.1}
    frames = [
        "the {company} said that its {employees} would be paid on time", "he was hired by the {company} last year",
        "a lot of {people} think that the {company} should pay", "there are many {people} who want to vote",
        "the {company} laid off half of its {employees} in may", "most {people} in the country do not agree",
    ]  # fmt: skip
    draw = random.Random(7)

    def spin(original: str) -> str:
        spun, probabilities = zip(*truth[original], (original, survives[original]), strict=True)
        return draw.choices(spun, probabilities)[0]

    lines = [draw.choice(frames).format(**{original: spin(original) for original in truth}) for _ in range(2500)]
    flat = Lexicon.from_channel(
        [(original, spun, 0.25) for original, choices in truth.items() for spun, _ in choices],
        dict.fromkeys(truth, 0.5),
    )
    learned = reestimate(
        flat, [list(sentences("\n".join(lines)))], model, language_weight=0.8, rounds=10, prior_weight=1.0
    )
    found = {(original, spun): probability for original, spun, probability in learned.channel()}
    for original, choices in truth.items():
        assert np.exp(learned.survival[original]) == pytest.approx(survives[original], abs=0.1)
        for spun, probability in choices:
            assert found[original, spun] == pytest.approx(probability, abs=0.1), (original, spun)


def run(*arguments: object) -> int:
    return main(["learn", *map(str, arguments)])


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name, text in (("spun", SPUN), ("originals", ORIGINAL)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.txt").write_text(text, encoding="utf-8")
    return tmp_path / "spun", tmp_path / "originals"


def test_a_table_is_learned_and_compiled(
    tmp_path: Path, folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    table, compiled = tmp_path / "mine.tsv", tmp_path / "mine.lexicon"
    assert run("--aligned", *folders, "-o", table) == 0
    assert "company\tcorporate\town\t1\taligned\n" in table.read_text(encoding="utf-8")
    assert run(table, "--onto", table, "-o", compiled) == 0
    assert ("company", "corporate") in {pair[:2] for pair in Lexicon.read(compiled).channel()}
    assert "read off 1 aligned text of " in capsys.readouterr().err
    text = "The corporate is shedding staff."
    mended = textmend.clean(text, lexicon=compiled, spun="assume")
    assert "company" in mended
    assert mended == textmend.clean(text, lexicon=str(compiled), spun="assume")


def test_files_folders_and_lines_teach_the_same(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    lines = tmp_path / "aligned.jsonl"
    lines.write_text(json.dumps({"spun": SPUN, "original": ORIGINAL}) + "\n\n", encoding="utf-8")
    tables = [tmp_path / f"{number}.tsv" for number in range(3)]
    assert run("--aligned", *folders, "-o", tables[0]) == 0
    assert run("--aligned", *(folder / "page.txt" for folder in folders), "-o", tables[1]) == 0
    assert run(lines, "-o", tables[2]) == 0
    assert len({table.read_bytes() for table in tables}) == 1


def test_counts_add_up(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    once, twice = tmp_path / "once.tsv", tmp_path / "twice.tsv"
    assert run("--aligned", *folders, "-o", once) == 0
    assert run("--aligned", *folders, "--onto", once, "-o", twice) == 0
    assert "company\tcorporate\town\t2\taligned\n" in twice.read_text(encoding="utf-8")


def test_weights_are_learned_from_spun_text(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    compiled = tmp_path / "mine.lexicon"
    assert run("--spun", folders[0], "-o", compiled) == 0
    learned = dict(Lexicon.read(compiled).candidates("corporate"))
    before = dict(built_in_channel()[0].lexicon.candidates("corporate"))
    assert learned["company"] != before["company"]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("", "empty.tsv", "empty.tsv holds nothing to learn from"),
        ("", "empty.jsonl", "empty.jsonl holds nothing to learn from"),
        ("a b\n", "pairs.tsv", "pairs.tsv:1: original<TAB>spun"),
        ("big\tlarge\nbig\tlarge\t3\n", "pairs.tsv", "pairs.tsv:2: the pair stands in the file already"),
        ("{\n", "texts.jsonl", "texts.jsonl:1: not JSON"),
        ('{"spun": "a"}\n', "texts.jsonl", 'texts.jsonl:1: an object with the texts "spun" and "original" expected'),
        ("[1]\n", "texts.jsonl", "texts.jsonl:1: an object"),
    ],
)
def test_a_wrong_source_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, name: str, message: str
) -> None:
    source, target = tmp_path / name, tmp_path / "mine.lexicon"
    source.write_text(content, encoding="utf-8")
    assert run(source, "-o", target) == 1
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_wrong_folders_are_named(
    tmp_path: Path, folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine.lexicon"
    spun, originals = folders
    assert run("--aligned", spun, originals / "page.txt", "-o", target) == 1
    assert "give two files, or two folders" in capsys.readouterr().err
    (spun / "other.txt").write_text("x", encoding="utf-8")
    assert run("--aligned", spun, originals, "-o", target) == 1
    assert "there is no" in capsys.readouterr().err
    assert run("--aligned", originals, originals, "-o", target) == 1
    assert "there is nothing to learn" in capsys.readouterr().err
    assert run("-o", target) == 1
    assert "nothing to learn from" in capsys.readouterr().err
    assert run("--aligned", spun / "page.txt", originals / "page.txt", "-o", tmp_path / "none" / "x.lexicon") == 1
    assert "no such file or folder" in capsys.readouterr().err
    assert not target.exists()
