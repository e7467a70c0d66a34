"""Which paragraphs are copies of one another, and which only look alike."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from article import FIRST, LAST, SECOND, THIRD, TITLE
from textmend.edits import apply, inverse
from textmend.repairs.duplicates import Duplicates
from textmend.repairs.furniture import Furniture

REPAIR = Duplicates()

REFRAIN = "And we shall cross, and cross again"

PLAIN = (
    "Many people in the village thought that the project would take too long and cost too much money. But the "
    "committee kept asking for help, and after a while the workers began to believe that they could finish it."
)
SPUN = (
    "Lots of people in the village believed that the challenge would take too long and price too much cash. However "
    "the committee stored asking for assist, and after some time the employees began to think that they might "
    "finish it."
)
SPUN_OTHERWISE = (
    "Many individuals in the village thought that the mission would take too lengthy and cost too much money. But the "
    "committee saved asking for assistance, and after a while the staff started to imagine that they may end it."
)


def cleaned(page: str) -> str:
    edits = REPAIR.propose(page)
    text = apply(page, edits)
    assert apply(text, inverse(edits)) == page
    assert REPAIR.propose(text) == []
    return text


def page(*lines: str, gap: str = "\n\n") -> str:
    return gap.join(lines) + ("\r\n" if "\r" in gap else "\n")


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n", "\n\n\n"])
def test_exact_copies_go(gap: str) -> None:
    clean = page(TITLE, FIRST, SECOND, THIRD, LAST, gap=gap)
    assert cleaned(page(TITLE, FIRST, SECOND, SECOND, THIRD, LAST, gap=gap)) == clean
    assert cleaned(page(TITLE, FIRST, SECOND, THIRD, SECOND, LAST, gap=gap)) == clean
    assert cleaned(page(TITLE, FIRST, SECOND, THIRD, LAST, FIRST, gap=gap)) == clean
    assert cleaned(page(TITLE, FIRST, FIRST, FIRST, SECOND, THIRD, LAST, gap=gap)) == clean
    assert cleaned(clean) == clean


def test_an_article_that_is_there_twice_goes_once() -> None:
    article = [TITLE, FIRST, SECOND, "A loan and a crane", THIRD, LAST]
    text = cleaned(page(*article, *article))
    for line in article:
        if line != "A loan and a crane":
            assert text.count(line) == 1


def test_the_reason_names_the_copy_that_stays() -> None:
    [edit] = REPAIR.propose(page(TITLE, FIRST, SECOND, FIRST))
    assert edit.reason == 'copy of the paragraph "The old bridge over the Tarn is open…"'
    assert edit.repair == "duplicates"
    assert edit.after == ""


@pytest.mark.parametrize(
    "copy",
    [
        FIRST.upper(),
        FIRST.replace(" ", "  "),
        FIRST.replace(",", ""),
        f"“{FIRST}”",
        FIRST.rstrip(".") + "!",
    ],
)
def test_copies_that_differ_in_case_and_punctuation_go(copy: str) -> None:
    assert cleaned(page(TITLE, FIRST, SECOND, copy, LAST)) == page(TITLE, FIRST, SECOND, LAST)


@pytest.mark.parametrize(
    "teaser",
    [
        SECOND[:60] + "…",
        SECOND[:60] + "...",
        SECOND[:63] + " […]",
        SECOND[:60] + "… Read more",
        SECOND[:60] + "... Continue reading →",
        SECOND[: SECOND.index("arches")] + "of the",
    ],
)
def test_cut_copies_go_wherever_they_stand(teaser: str) -> None:
    if teaser.endswith("of the"):
        teaser = SECOND[: SECOND.index("its arches")].rstrip()
        assert teaser.endswith("two of")
    assert cleaned(page(TITLE, teaser, FIRST, SECOND, LAST)) == page(TITLE, FIRST, SECOND, LAST)
    assert cleaned(page(TITLE, FIRST, SECOND, LAST, teaser)) == page(TITLE, FIRST, SECOND, LAST)


def test_the_copy_with_fewer_signs_of_damage_stays() -> None:
    damaged = LAST.replace("'", "â€™")
    assert cleaned(page(TITLE, damaged, FIRST, LAST)) == page(TITLE, FIRST, LAST)
    assert cleaned(page(TITLE, LAST, FIRST, damaged)) == page(TITLE, LAST, FIRST)


def test_copies_that_were_spun_differently_go() -> None:
    assert cleaned(page(TITLE, FIRST, PLAIN, SECOND, SPUN)) == page(TITLE, FIRST, PLAIN, SECOND)
    assert cleaned(page(TITLE, SPUN_OTHERWISE, SPUN, SECOND)) in (
        page(TITLE, SPUN_OTHERWISE, SECOND),
        page(TITLE, SPUN_OTHERWISE, SPUN, SECOND),
    )
    assert cleaned(page(TITLE, PLAIN, SPUN_OTHERWISE, SECOND)) == page(TITLE, PLAIN, SECOND)


def filler(count: int) -> list[str]:
    """Make paragraphs that share words and say different things, some with names and numbers."""
    chance = random.Random(count)
    words = sorted({word.strip(".,").lower() for word in f"{FIRST} {SECOND} {THIRD} {LAST} {PLAIN}".split()})
    words += [f"{one}{other}" for one in words[::7] for other in words[::9]]
    lines = []
    for number in range(count):
        line = chance.choices(words, k=30)
        if number % 2:
            line[7:9] = [chance.choice(("Ida", "Tom", "Ann")), str(1900 + number % 50)]
        lines.append("So " + " ".join(line) + ".")
    return lines


@pytest.mark.parametrize("count", [50, 150, 250, 1_500])
@pytest.mark.parametrize("name", ["", " of Arundel", " of Arundel in 1999"])
def test_spun_copies_go_from_pages_of_any_length(count: int, name: str) -> None:
    plain, spun = PLAIN.replace("village", f"village{name}"), SPUN.replace("village", f"village{name}")
    lines = filler(count)
    other = spun.replace("village", "village of Houghton").replace("thinking", "hoping")
    lines[count // 3 : count // 3] = [plain]
    lines[count // 2 : count // 2] = [spun]
    assert cleaned(page(*lines)) == page(*[line for line in lines if line != spun])
    lines[lines.index(spun)] = other
    assert REPAIR.propose(page(*lines)) == []


def varied(**changes: str) -> str:
    text = SPUN_OTHERWISE
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(varied(Many="Eleven"), id="number"),
        pytest.param(varied(village="village of 300"), id="figure"),
        pytest.param(varied(village="village of Arundel"), id="name"),
        pytest.param(varied(village="Arundel council"), id="other name"),
        pytest.param(varied(would="would not"), id="negation"),
        pytest.param(varied(lengthy="short"), id="opposite"),
        pytest.param(varied(committee="committee on Monday"), id="day"),
    ],
)
def test_paragraphs_that_say_another_thing_in_like_words_stay(other: str) -> None:
    assert REPAIR.propose(page(TITLE, PLAIN, SECOND, other)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FIRST, FIRST.replace("eleven", "twelve")),
        (FIRST, FIRST.replace("Tarn", "Arun")),
        (FIRST, FIRST.replace("is open", "is not open")),
        (FIRST, FIRST.replace("farmer", "baker")),
        (THIRD, THIRD.replace("March", "April")),
        (THIRD, THIRD.replace("loan", "gift")),
        (SECOND, SECOND.replace("spring", "autumn")),
        (SECOND, SECOND.replace("three", "3")),
        (SECOND, SECOND.replace(" The people of Amberley did not.", " The people of Amberley did.")),
        (
            "Stir the flour into the large bowl, add the milk slowly, and let it rest for an hour in a warm place.",
            "Stir the sugar into the small bowl, add the cream slowly, and let it rest for an hour in a cold place.",
        ),
        (
            "The tenant shall pay the landlord for any damage to the house that the tenant has caused in the term.",
            "The landlord shall pay the tenant for any damage to the house that the landlord has caused in the term.",
        ),
        (
            "The north tower has a red door, a small garden behind a wall, and a view of the hills in morning light.",
            "The south tower has a blue door, a large garden behind a hedge, and a view of the sea in evening light.",
        ),
        (
            "Anna went to the market early, bought a pound of pears and a loaf, and walked home by the river path.",
            "Peter went to the harbour early, bought a pound of fish and a lemon, and drove home by the coast road.",
        ),
        (
            "Le pont est fermé aux voitures le lundi et le mardi, et les gens prennent le bac pour aller au marché.",
            "Le pont est fermé aux voitures le lundi et le jeudi, et les gens prennent le bac pour aller au marché.",
        ),
    ],
)
def test_near_paragraphs_that_are_not_copies_stay(one: str, other: str) -> None:
    assert REPAIR.propose(page(TITLE, one, LAST, other)) == []
    assert REPAIR.propose(page(one, other, gap="\n")) == []


def test_the_rows_of_a_template_stay() -> None:
    rows = [
        f"The {kind} is {looks} and {lives} in the {place} part of the valley, where it {eats} what grows there."
        for kind, looks, lives, place, eats in (
            ("vole", "brown", "digs", "wooded", "nibbles"),
            ("hare", "long-eared", "rests", "open", "crops"),
            ("deer", "shy", "hides", "remote", "strips"),
            ("mouse", "tiny", "nests", "tilled", "gathers"),
        )
    ]
    assert REPAIR.propose(page(TITLE, FIRST, *rows)) == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_what_a_text_repeats_on_purpose_stays(gap: str) -> None:
    poem = ["The water took the arches", REFRAIN, "The water took the road", REFRAIN, "It left us stones", REFRAIN]
    play = ["IDA", "Is it open?", "TOM", "Yes.", "IDA", "Are you sure?", "TOM", "Yes."]
    table = ["Amberley", "open", "1", "Arundel", "open", "1", "Houghton", "closed", "1"]
    entries = ["- Yes", "- No", "- Yes", "- Not applicable", "- Not applicable"]
    for lines in (poem, play, table, entries, [TITLE, FIRST, *poem], [TITLE, FIRST, *entries, LAST]):
        assert REPAIR.propose(page(*lines, gap=gap)) == []


def test_the_same_answer_to_other_questions_stays() -> None:
    answer = "Please ask at the town hall, where somebody will be glad to help you on any day but Friday."
    more = "Should the door be locked, ring the bell beside it twice, and wait for the clerk to come down to you."
    questions = [
        line for question in ("When is it open?", "Who may cross?", "May I fish?") for line in (question, answer, more)
    ]
    assert REPAIR.propose(page(TITLE, FIRST, *questions)) == []
    sections = [line for heading in ("The north gate", "The south gate") for line in (heading, answer, more)]
    assert REPAIR.propose(page(TITLE, FIRST, *sections)) == []


def test_code_stays() -> None:
    line = "if the river is high and the bridge is closed then call the ferryman and wait until he comes again."
    assert REPAIR.propose(page(FIRST, "```", line, line, "```", LAST)) == []


def test_code_without_an_end_stays() -> None:
    line = "if the river is high and the bridge is closed then call the ferryman and wait until he comes again."
    assert REPAIR.propose(page(FIRST, "```", line, line)) == []


@pytest.mark.parametrize("chorus", ["Chorus", "[Chorus]", "Chorus:"])
def test_the_chorus_of_a_song_stays(chorus: str) -> None:
    song = ("Verse 1", FIRST, chorus, THIRD, "Verse 2", SECOND, chorus, THIRD)
    assert REPAIR.propose(page(*song)) == []
    assert REPAIR.propose(page(*song, "Verse 3", LAST, chorus, THIRD)) == []
    assert REPAIR.propose(page(chorus, THIRD, *song)) == []
    assert REPAIR.propose(page(*song[:4], "Hook", LAST, *song[4:], "Hook", LAST)) == []
    article = ("Open today", FIRST, "Notes", SECOND)
    assert cleaned(page("The Amberley Post", *article, *article)).count(FIRST) == 1
    assert cleaned(page(*article, *article)).count(SECOND) == 1
    assert cleaned(page(TITLE, "In short", FIRST, SECOND, "In short", FIRST, LAST)).count(FIRST) == 1


@pytest.mark.parametrize(
    "row", ["| Ann | 3 | a@x.org |", "Ann | 3 | a@x.org", "Ann\t3\ta@x.org", "Ann;3;a@x.org", "Ann,3,a@x.org"]
)
def test_equal_rows_of_a_table_stay(row: str) -> None:
    assert REPAIR.propose(f"{row}\n{row}\n\n{FIRST}\n\n{SECOND}\n") == []


def test_long_equal_rows_of_a_table_stay() -> None:
    row = f"| {' | '.join(FIRST.split() * 2)} |"
    assert REPAIR.propose(f"{row}\n{row}\n\n{FIRST}\n") == []


def test_the_repeated_headline_goes() -> None:
    body = (FIRST, SECOND, LAST)
    clean = page(TITLE, *body)
    for repeated in (
        page(TITLE, TITLE, *body),
        page(TITLE.upper(), TITLE, *body).replace(TITLE.upper(), TITLE, 1),
        page(f"{TITLE} | The Amberley Post", TITLE, *body),
        page(TITLE, f"{TITLE} - The Amberley Post", *body),
        page(TITLE, *body, TITLE),
    ):
        assert cleaned(repeated) == clean
        assert {edit.reason for edit in REPAIR.propose(repeated)} == {"repeats the headline"}
    with_byline = page(TITLE, "By Ida Fenn", "May 3, 2023", TITLE, *body)
    assert cleaned(with_byline) == page(TITLE, "By Ida Fenn", "May 3, 2023", *body)


def test_a_headline_that_was_spun_goes() -> None:
    title = "Why the people of Amberley think that their old bridge will hold for many years"
    spun = "Why the folks of Amberley suppose that their old bridge will last for numerous years"
    assert cleaned(page(title, spun, FIRST, SECOND)) == page(title, FIRST, SECOND)


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, FIRST, SECOND, TITLE, THIRD, LAST),  # within the article it is a subheading, or a title spoken of
        ("How to prune old roses in late winter", "How to prune young pears in late winter", FIRST, SECOND),
        ("The water took the arches,", REFRAIN, "The water took the road,", REFRAIN, FIRST, SECOND),
        ("Open today", "Open today", FIRST),
    ],
)
def test_what_is_not_the_headline_stays(lines: tuple[str, ...]) -> None:
    assert REPAIR.propose(page(*lines)) == []


def test_other_scripts() -> None:
    japanese = "村の古い橋は三年間の工事を経てようやく再び開通し、最初に渡ったのは十一頭の山羊を連れた農夫でした。"
    russian = "Старый мост через реку снова открыт после трёх лет работы, и первым по нему прошёл фермер с козами."
    assert cleaned(page(japanese, russian, japanese)) == page(japanese, russian)
    assert cleaned(page(russian, japanese, russian)) == page(russian, japanese)


PIECES = st.sampled_from(
    [
        *(TITLE, FIRST, SECOND, THIRD, LAST, REFRAIN, PLAIN, SPUN, SPUN_OTHERWISE, f"{TITLE} | The Amberley Post"),
        *("Yes.", "A loan and a crane", "Who may cross?", "By Ida Fenn", SECOND[:60] + "…", SECOND[:63], FIRST.upper()),
        *("```", FIRST.replace("eleven", "twelve"), LAST.replace("'", "â€™"), "LEAVE A REPLY", "Facebook", "Home"),
    ]
)
PAGES = st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", "\r\n", " \n \n"])), max_size=20).map(
    lambda pieces: "".join(line + end for line, end in pieces)
)


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_what_was_cleaned_is_clean(text: str) -> None:
    after = cleaned(text)
    # Whatever goes, one copy stays of what cannot be said to stand in another paragraph.
    for line in (FIRST, THIRD):
        assert (line.casefold() in after.casefold()) == (line.casefold() in text.casefold())


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_furniture_and_duplicates_come_to_rest(text: str) -> None:
    for _ in range(6):
        before = text
        for repair in (Furniture(), REPAIR):
            text = apply(text, repair.propose(text))
        if text == before:
            break
    assert Furniture().propose(text) == []
    assert REPAIR.propose(text) == []


def test_one_pass_is_enough_for_a_page_as_scrapes_have_them() -> None:
    text = page(
        "Monday, November 25, 2024", f"HomeNews{TITLE}", TITLE, TITLE, FIRST, SECOND, SECOND, "Advertisement", THIRD,
        SECOND[:60] + "… Read more", LAST, "RELATED ARTICLES", "Goats of the upper valley", "LEAVE A REPLY", TITLE,
    )  # fmt: skip
    for repair in (Furniture(), REPAIR):
        text = apply(text, repair.propose(text))
    assert Furniture().propose(text) == []
    assert REPAIR.propose(text) == []
    assert text == page(TITLE, FIRST, SECOND, THIRD, LAST)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    cleaned(text)
    cleaned(f"{text}\n{text}\n{FIRST}\n{text}")


def test_long_pages_are_taken() -> None:
    assert REPAIR.propose(f"{FIRST} " * 20_000) == []
    words = [f"word{number}" for number in range(40)]
    shuffled = random.Random(0)
    rows = "\n".join(" ".join(shuffled.sample(words, 30)) + "." for _ in range(1_500))
    assert REPAIR.propose(rows) == []
