"""The tables of data/lexicon, and the compiled lexicon against them."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

import textmend
from textmend.learn import lexicon as learn
from textmend.learn import tables
from textmend.learn.build import build_lexicon
from textmend.learn.inflection import agree, inflect
from textmend.spin.arrays import write_arrays
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import sentences

TABLES = Path(__file__).parents[1] / "data" / "lexicon"
PACKAGED = Path(textmend.__file__).parent / "_data"
NAMES = ("general", "observed", "science", "seed")
OFFENSIVE = re.compile(
    r"\b(?:fuck|shit|bitch|nigg|slut|whore|cunt|faggot|retard|rapist|porn|bastard|tranny|idiot|moron)\w*"
    r"|\b(?:rape|dick|cock|tits|negro|crap|ass|arse|jap|coolie|gypsy|oriental|cripple|midget|spastic|homo)\b"
)


@pytest.fixture(scope="module", params=NAMES)
def rows(request: pytest.FixtureRequest) -> list[tables.Row]:
    return list(tables.read_rows(TABLES / f"{request.param}.tsv"))


def test_rows_are_sorted_and_none_is_there_twice(rows: list[tables.Row]) -> None:
    pairs = [(row.original, row.spun) for row in rows]
    assert pairs == sorted(set(pairs))


def test_no_row_maps_to_itself_or_offends(rows: list[tables.Row]) -> None:
    assert [row for row in rows if row.original == row.spun] == []
    assert [row for row in rows if OFFENSIVE.search(f"{row.original} {row.spun}")] == []


def test_both_sides_are_words_as_the_decoder_reads_them(rows: list[tables.Row]) -> None:
    def read(phrase: str) -> list[list[str]]:
        return [sentence.words for sentence in sentences(phrase)]

    wrong = [row for row in rows for side in (row.original, row.spun) if read(side) != [side.split(" ")]]
    assert wrong == []


# Words of which one never stands for another: a pair of them would change what a text says.
FACTS = (
    "second minute hour day week month year decade century",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion",
    "january february march april june july august september october november december",
    "monday tuesday wednesday thursday friday saturday sunday",
    "north south east west",
    "northern southern eastern western",
)


def test_no_row_changes_a_number_a_unit_or_a_date(rows: list[tables.Row]) -> None:
    for words in FACTS:
        plurals = "|".join(f"{word}|{word.removesuffix('y')}ies|{word}s" for word in words.split())
        mask = re.compile(rf"\b(?:{plurals})\b")
        changed = [
            (row.original, row.spun)
            for row in rows
            if mask.search(row.original)
            and mask.sub("#", row.original) == mask.sub("#", row.spun)
            and mask.findall(row.original) != mask.findall(row.spun)
            # A number or a unit may change its own plural.
            and mask.findall(row.original.replace("s", "")) != mask.findall(row.spun.replace("s", ""))
        ]
        assert changed == []


def test_weights_sources_and_dialects_are_named(rows: list[tables.Row]) -> None:
    assert {row.source for row in rows} <= {"observed", "seed", "written", "tortured", "tortured-word"}
    assert all(row.weight > 0 and row.dialect for row in rows)
    assert all(len(side.split()) <= 7 for row in rows for side in (row.original, row.spun))


def test_the_readme_counts_the_rows() -> None:
    readme = (TABLES / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        count = len(list(tables.read_rows(TABLES / f"{name}.tsv")))
        assert re.search(rf"\| {name}\.tsv \| `[\w-]+`(?:, `[\w-]+`)* \| {count:,} \|", readme), (name, count)


def test_the_packaged_lexicon_is_built_from_the_tables(tmp_path: Path) -> None:
    build_lexicon(TABLES, PACKAGED / "language_model.bin", tmp_path / "lexicon.bin")
    built, packaged = Lexicon.read(tmp_path / "lexicon.bin"), Lexicon.read(PACKAGED / "lexicon.bin")
    assert built.spun == packaged.spun
    assert built.originals == packaged.originals
    np.testing.assert_array_equal(built.candidate, packaged.candidate)
    np.testing.assert_allclose(built.log_probability, packaged.log_probability, rtol=1e-4)
    np.testing.assert_allclose(built.log_survival, packaged.log_survival, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a\tb\n", r"pairs\.tsv:1: the columns must be original, spun, dialect, weight, source"),
        ("original\tspun\tdialect\tweight\tsource\nhelp\tassist\n", r"pairs\.tsv:2: 5 columns expected, 2 found"),
        (
            "original\tspun\tdialect\tweight\tsource\nhelp\tassist\tA\tmuch\tseed\n",
            r"pairs\.tsv:2: the weight must be a number, not 'much'",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "pairs.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        list(tables.read_rows(tmp_path / "pairs.tsv"))


def test_probabilities_of_an_original_do_not_exceed_one() -> None:
    lexicon = Lexicon.read(PACKAGED / "lexicon.bin")
    total = np.exp(lexicon.log_survival)
    np.add.at(total, lexicon.candidate, np.exp(lexicon.log_probability))
    assert total.max() <= 1.0 + 1e-5
    assert lexicon.offsets[-1] == len(lexicon.candidate)


def test_what_was_seen_outweighs_what_was_only_written() -> None:
    rows = [
        tables.Row("company", "corporate", "A", 8, "observed"),
        tables.Row("company", "concern", "general", 1, "written"),
    ]
    lexicon = learn.compile_rows(rows, lambda phrase: 1e-4)
    seen = dict(lexicon.candidates("corporate"))["company"]
    written = dict(lexicon.candidates("concern"))["company"]
    assert seen > written + 2


def test_rows_of_another_dialect_do_not_change_how_often_a_word_is_replaced() -> None:
    rows = [
        tables.Row("company", "corporate", "A", 8, "observed"),
        *(
            tables.Row("energy", spun, "general", 1, "written")
            for spun in ("vigour", "drive", "force", "fire", "stamina", "verve", "zest", "zip")
        ),
    ]
    listed = [tables.Row(word, "vitality", "science", 1, "tortured-word") for word in ("company", "energy")]
    before, after = (learn.compile_rows(some, lambda phrase: 1e-6) for some in (rows, [*rows, *listed]))
    for word in ("company", "energy"):
        assert after.survival[word] == pytest.approx(before.survival[word])
    found = dict(after.candidates("vitality"))
    assert found["company"] < dict(after.candidates("corporate"))["company"] - 2
    assert found["energy"] < dict(after.candidates("vigour"))["energy"]


def test_a_phrase_that_only_another_dialect_has_is_replaced_as_often_as_its_row_is_likely() -> None:
    rows = [
        tables.Row("deep learning", "profound learning", "science", 1, "tortured"),
        tables.Row("expert system", "professional system", "science", 0.25, "tortured"),
    ]
    lexicon = learn.compile_rows(rows, lambda phrase: 1e-6)
    tortured = dict(lexicon.candidates("profound learning"))["deep learning"]
    natural = dict(lexicon.candidates("professional system"))["expert system"]
    assert tortured - natural == pytest.approx(math.log(4))


def test_a_word_that_was_never_replaced_though_it_must_have_occurred_survives() -> None:
    rows = [
        tables.Row(word, spun, "general", 1, "written")
        for word in ("common", "rare")
        for spun in ("bare", "curt", "dire", "fair", "spun", "wry")
    ]
    lexicon = learn.compile_rows(rows, lambda phrase: {"common": 1e-2, "rare": 1e-7}.get(phrase, 1e-6))
    assert lexicon.survival["common"] > -0.01
    assert lexicon.survival["rare"] < -0.1


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("quit", "leave"), {("quits", "leaves"), ("quitting", "leaving"), ("quit", "left")}),
        (("bank", "financial institution"), {("banks", "financial institutions")}),
        (("allows", "permits"), {("allow", "permit"), ("allowed", "permitted"), ("allowing", "permitting")}),
        (("use", "make use of"), {("used", "made use of"), ("using", "making use of"), ("uses", "makes use of")}),
        (("child", "kid"), {("children", "kids")}),
        (("good", "nice"), {("better", "nicer"), ("best", "nicest")}),
        (("company", "corporate"), set()),
    ],
)
def test_a_pair_inflects(pair: tuple[str, str], expected: set[tuple[str, str]]) -> None:
    found = set(inflect(*pair))
    assert expected <= found
    assert bool(found) == bool(expected)


def test_number_and_tense_agree_or_do_not() -> None:
    assert agree("systems", "methods")
    assert not agree("system", "methods")
    assert not agree("announce", "introducing")
    assert agree("quick", "shortly")


def test_a_users_pairs_come_on_top_of_the_built_in_ones(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("# my spinner\nlosing\themorrhaging\n", encoding="utf-8")
    text = "The corporate is hemorrhaging money."
    assert textmend.clean(text, lexicon=str(own), spun="assume") == "The company is losing money."
    assert "losing" not in textmend.clean(text, spun="assume")


def test_an_idiom_comes_back_whole_and_the_plain_word_stays() -> None:
    text = "The corporate works on the hemorrhaging edge, and it is hemorrhaging cash."
    mended = "The company works on the bleeding edge, and it is hemorrhaging cash."
    assert textmend.clean(text, spun="assume") == mended


def test_a_users_pair_and_the_words_around_decide_together(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("losing\themorrhaging\n", encoding="utf-8")
    text = (
        "The corporate is hemorrhaging staff. It laid off 300 staff in Could, and present and former staff blame its "
        "chief government."
    )
    assert textmend.clean(text, lexicon=own, spun="assume") == (
        "The company is losing employees. It laid off 300 employees in May, and current and former employees blame its "
        "chief executive."
    )


def test_a_users_lexicon_may_stand_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("losing\themorrhaging\n", encoding="utf-8")
    text = "The corporate is hemorrhaging staff."
    mended = textmend.clean(text, lexicon=own, lexicon_use="alone", spun="assume")
    assert mended == "The corporate is losing staff."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("help assist\n", r"own\.tsv:1: original<TAB>spun"),
        ("a\tb\nhelp\thelp\n", r"own\.tsv:2: 'help' stands for itself"),
        ("help\tassist\tmuch\n", r"own\.tsv:1: the weight must be a number, not 'much'"),
        ("help\tassist\t-1\n", r"own\.tsv:1: the weight must be above zero"),
        ("# nothing\n\n", r"own\.tsv holds no word pairs"),
    ],
)
def test_a_wrong_list_of_pairs_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "own.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        textmend.Mender(lexicon=str(tmp_path / "own.tsv"))


def test_a_pair_without_a_chance_is_left_out_unless_a_user_names_it() -> None:
    def frequency(phrase: str) -> float:
        return 1e-2 if phrase == "the" else 1e-9

    rows = [tables.Row("furthermore", "the", "general", 1, "written")]
    assert learn.compile_rows(rows, frequency).candidates("the") == []
    own = [tables.Row("furthermore", "the", "own", 1, "own")]
    assert [original for original, _ in learn.compile_rows(own, frequency).candidates("the")] == ["furthermore"]


def test_two_spinners_share_what_both_know() -> None:
    one = Lexicon.from_channel([("help", "assist", 0.8), ("big", "large", 0.5)], {"help": 0.2, "big": 0.5})
    two = Lexicon.from_channel([("help", "aid", 0.4)], {"help": 0.6})
    both = one.merged(two)
    assert {(o, s): round(p, 6) for o, s, p in both.channel()} == {
        ("help", "assist"): 0.4,
        ("help", "aid"): 0.2,
        ("big", "large"): 0.5,
    }
    assert np.exp(both.survival["help"]) == pytest.approx(0.4)


def test_a_lexicon_that_was_written_reads_as_it_was(tmp_path: Path) -> None:
    rows = [("to help", "to lend a hand to", 0.8), ("help", "assist", 0.5), ("New York", "big apple", 0.25)]
    lexicon = Lexicon.from_channel(rows, {"help": 0.5, "never": 0.75})
    lexicon.write(tmp_path / "own.lexicon", {})
    again = Lexicon.read(tmp_path / "own.lexicon")
    assert sorted(again.channel()) == [(o, s, pytest.approx(p)) for o, s, p in sorted(rows)]
    assert again.originals == ["New York", "help", "never", "to help"]
    assert dict(again.survival) == pytest.approx(dict(lexicon.survival))
    assert again.candidates("to lend a hand") == []
    assert [original for original, _ in again.candidates("to lend a hand to")] == ["to help"]


def test_a_lexicon_of_an_earlier_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    write_arrays(tmp_path / "old.lexicon", {"spun": np.zeros(1, dtype=np.uint8)}, {"kind": "lexicon"})
    with pytest.raises(ValueError, match="earlier version of textmend: compile it again"):
        textmend.Mender(lexicon=str(tmp_path / "old.lexicon"))
