"""The repair of characters: what it mends, what it leaves alone, and that its edits are ftfy's own result."""

from __future__ import annotations

import re
from itertools import pairwise

import ftfy
import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad
from hypothesis import assume, example, given
from hypothesis import strategies as st

from textmend.edits import Edit, apply
from textmend.repairs.characters import _WORTH_A_LOOK, CONFIG, Characters


def repaired(text: str) -> str:
    return apply(text, Characters().propose(text))


def by_ftfy(text: str) -> str:
    """What ftfy makes of each line, and of the lines that this gives, until nothing changes."""
    before = None
    while text != before:
        before = text
        lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        text = "".join(ftfy.fix_and_explain(line, CONFIG).text for line in lines)
    return text


def without_code(text: str) -> str:
    """Take out what opens code; there ftfy and the repair differ on purpose."""
    return re.sub(r"`|~~~|&(#0*96|#[xX]0*60|grave|DiacriticalGrave);?", "", text)


def misread(text: str, encoding: str) -> str:
    return text.encode().decode(encoding)


@pytest.mark.parametrize(
    ("damaged", "edits"),
    [
        pytest.param(
            "She saidâ€”quietlyâ€”that itâ€™s over.",
            [("â€”", "—"), ("â€”", "—"), ("â€™", "’")],
            id="each sequence by itself",
        ),
        pytest.param(misread("зелёный чай", "cp1251"), None, id="Cyrillic read as Windows-1251"),
        pytest.param("Salt &amp; vinegar", [("&amp;", "&")], id="entity"),
        pytest.param("Salt &amp;amp;amp; vinegar", [("&amp;amp;amp;", "&")], id="entity in an entity"),
        pytest.param("&Atilde;&frac14;ber", [("&Atilde;&frac14;", "ü")], id="mojibake in entities"),
        pytest.param("crÃƒÂ¨me", [("ÃƒÂ¨", "è")], id="misread twice"),
        pytest.param("voilÃ le pain", [("Ã ", "à ")], id="a byte that became a space"),
        pytest.param("a\x00b\ufeffc", [("\x00", ""), ("\ufeff", "")], id="control characters"),
        pytest.param("\x1b[1mbold\x1b[0m", [("\x1b[1m", ""), ("\x1b[0m", "")], id="terminal escapes"),
        pytest.param("\ud83c\udf5e bread", [("\ud83c\udf5e", "🍞")], id="surrogate pair"),
        pytest.param("bread \udc00", [("\udc00", "\ufffd")], id="lone surrogate"),
        pytest.param("the baker\x92s oven", [("\x92", "’")], id="C1 control"),
        pytest.param("粥 and â€œteaâ€\x9d", [("â€œ", "“"), ("â€\x9d", "”")], id="mojibake beside good text"),
        pytest.param("one&#10;twoâ€™s", [("&#10;", "\n"), ("â€™", "’")], id="line break in an entity"),
    ],
)
def test_damage_is_repaired_in_small_edits(damaged: str, edits: list[tuple[str, str]] | None) -> None:
    proposed = Characters().propose(damaged)
    if edits is None:
        assert repaired(damaged) == "зелёный чай"
        assert [edit.after for edit in proposed] == ["зелёный", "чай"]
    else:
        assert [(edit.before, edit.after) for edit in proposed] == edits


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        ("itâ€™s", "mojibake: UTF-8 read as Windows-1252"),
        ("pÃ¢tÃ©", "mojibake: UTF-8 read as Latin-1"),
        (misread("чёрный хлеб", "cp1251"), "mojibake: UTF-8 read as Windows-1251"),
        (misread("pâté à l’ail", "mac_roman"), "mojibake: UTF-8 read as Mac Roman"),
        ("a\x96b", "mojibake: Windows-1252 read as Latin-1"),
        ("caf&eacute;", "HTML entity"),
        ("a\x07b", "control character"),
        ("\x1b[0m", "terminal escape sequence"),
        ("\ud800", "stray UTF-16 surrogate"),
        ("&Atilde;&copy;", "HTML entity, then mojibake: UTF-8 read as Latin-1"),
    ],
)
def test_reasons_name_what_happened(damaged: str, reason: str) -> None:
    edits = Characters().propose(damaged)
    assert edits
    assert {edit.reason for edit in edits} == {reason}
    assert {edit.repair for edit in edits} == {"characters"}


def test_less_is_certain_where_bytes_were_lost() -> None:
    whole, lost = Characters().propose("â€œ like this â€�")
    assert whole.confidence > lost.confidence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The kettle is on, and the scones are nearly done.\n\nCome & sit; 3 < 4 && 5 > 2.\n",
        "“Curly,” she wrote – ‘always’ – and… so it stayed.",
        "The ofﬁce printer has ﬂair; ＦＵＬＬ　ＷＩＤＴＨ and ﾊﾝｶｸ too.",
        "« Vraiment ? » dit-elle : « 20 % de plus ! »",
        "« Vraiment\u00a0? » dit-elle\u202f: «\u00a020\u202f%\u00a0»",
        "Line ends of Windows\r\nof an old Mac\rand of Unicode\u2028stay.\f\n\ttabs, too",
        "Decomposed cafe\u0301 and composed café are the same word; so are Å and \u212b.",
        "soft\u00adhyphen, zero\u200bwidth, joi\u200dner, marks \u200e\u200f",
        "Übermäßig große Straßenbahnen fahren nach Süden.",
        "Ångström bor på en ö i Öresund, och Åsa likaså.",
        "Żółta łódź płynie w stronę źródła rzeki.",
        "Příliš mnoho koček spalo na střeše.",
        "Az öreg kőműves új tűzhelyet épít.",
        "İstanbul’da yağmurlu bir gündü; çocuklar güldü.",
        "Não há pão, só maçãs e café — às três da manhã.",
        "¿Dónde está el ñandú? ¡Allí, señor!",
        "Старый мельник живёт у реки и печёт хлеб.",
        "Їжак п’є молоко біля ґанку.",
        "Ο γέρος ψαράς γύρισε νωρίς από τη θάλασσα.",
        "הדייג הזקן חזר מוקדם מהים.",
        "عاد الصياد العجوز مبكرًا من البحر.",
        "बूढ़ा मछुआरा समुद्र से जल्दी लौट आया।",
        "ชาวประมงชราเดินกลับบ้านแต่เช้า",
        "Ông lão đánh cá trở về sớm từ biển cả.",
        "老渔夫一大早就从海边回来了。",
        "年老いた漁師は、朝早く海から戻った。",
        "늙은 어부는 아침 일찍 바다에서 돌아왔다.",
        "A family 👨‍👩‍👧 under the flag 🏴󠁧󠁢󠁷󠁬󠁳󠁿, 25 °C, 3 × 4 ½ £ € ©",
    ],
)
def test_clean_text_and_style_are_left_alone(text: str) -> None:
    assert Characters().propose(text) == []


def test_a_tag_in_one_line_has_no_say_in_the_next() -> None:
    assert repaired("<b>&amp;</b>\nfish &amp; chips") == "<b>&amp;</b>\nfish & chips"


def test_one_line_in_another_encoding_has_no_say_in_the_next() -> None:
    text = f"{misread('мёд', 'cp1251')}\n{misread('l’été', 'cp1252')}\nгород"
    assert repaired(text) == "мёд\nl’été\nгород"


def test_ampersands_escaped_without_end_are_one_ampersand() -> None:
    # ftfy alone would go over the line once for each of them.
    assert repaired("fish &" + "amp;" * 200_000 + " chips") == "fish & chips"


def test_a_long_line_gets_small_edits() -> None:
    edits = Characters().propose("the bakerâ€™s dozen &amp; more, " * 5_000)
    assert len(edits) == 10_000
    assert max(len(edit.before) for edit in edits) == 5


# Text made of what is in trouble most often, so that the sequences which ftfy repairs do come up.
LETTERS = ["é", "ü", "’", "“", "…", "–", "ñ", "Ж", "рис", "日本", "à la", "Š", "€", "🍞", "한국", "α"]
ENCODINGS = [
    "latin-1",
    "sloppy-windows-1250",
    "sloppy-windows-1251",
    "sloppy-windows-1252",
    "sloppy-windows-1253",
    "sloppy-windows-1254",
    "sloppy-windows-1257",
    "iso-8859-2",
    "mac_roman",
    "cp437",
]
mojibake = st.builds(misread, st.sampled_from(LETTERS), st.sampled_from(ENCODINGS))
scraps = st.sampled_from(
    [
        *LETTERS,
        *"\x00\x0b\x1a\x1b\x7f\x80\x85\x92\xa0\n\n<&;?a b",
        *("\ud83d", "\ude00", "\ufeff", "\ufffd", "\r\n", "\x1b[31m", "í\xa0½í¸\x8d"),
        *(
            "&amp;",
            "&amp;amp;",
            "&lt;",
            "&#10;",
            "&#x80;",
            "&nbsp;",
            "&Atilde;",
            "&copy;",
            "&rsquo",
            "amp;" * 20,
        ),
    ]
)
lossy = mojibake.map(lambda text: text.replace("\xa0", " "))
damaged_texts = st.lists(st.one_of(mojibake, scraps, lossy), max_size=8).map("".join)
any_text = st.one_of(
    damaged_texts,
    st.text(),
    st.text(st.characters(max_codepoint=0x2FF, exclude_categories=())),
    st.text(st.characters(exclude_categories=())),
)


@given(any_text)
@example("\ud800\udc00\udbff")
@example("&#10;Ã©\nл")
def test_edits_give_what_ftfy_gives(text: str) -> None:
    text = without_code(text)
    assume("`" not in by_ftfy(text) and "~~~" not in by_ftfy(text))
    edits = Characters().propose(text)
    assert all(edit.before == text[edit.start : edit.end] != edit.after for edit in edits)
    assert all(first.end <= second.start for first, second in pairwise(edits))
    assert all(0 < edit.confidence <= 1 and edit.reason for edit in edits)
    assert apply(text, edits) == by_ftfy(text)


@given(st.text("aé &;<â€™", max_size=6), st.text("aé &;<â€™", max_size=6), st.sampled_from(["&amp;", "â€™", "Ã©"]))
def test_beside_code_edits_give_what_ftfy_gives(before: str, after: str, code: str) -> None:
    assume("<" not in before + after)
    text = f"{before}\n`{code}` {after}"
    assert repaired(text) == f"{by_ftfy(before)}\n`{code}`{by_ftfy(' ' + after)}"


# What ftfy's heuristic knows, and a few letters, spaces and line ends beside it.
heuristic = "".join(
    chr(point)
    for point in range(0x2600)
    if any(re.match(f"[{characters}]", chr(point)) for characters in MOJIBAKE_CATEGORIES.values())
)


@given(st.text(st.sampled_from(f"{heuristic}ÃÂŒœÐØÙвЂВβ€ā‚Äâ aAZ.,!?\xa0\n"), max_size=6))
def test_a_look_misses_nothing_bad(text: str) -> None:
    assert _WORTH_A_LOOK.search(text) or not is_bad(text)


def test_a_look_misses_no_bad_neighbours() -> None:
    alphabet = sorted({*heuristic, *"ÃÂŒœÐØÙвЂВβ€ā‚Äâ aZ.\xa0"})
    bad = [text for one in alphabet for other in alphabet if is_bad(text := f"a{one}{other} ")]
    assert bad
    assert [text for text in bad if not _WORTH_A_LOOK.search(text)] == []


coded_texts = st.lists(st.one_of(damaged_texts, st.sampled_from(["`", "``", "\n```\n", "~~~\n", "&#96;", " "])))


@given(coded_texts.map("".join))
def test_nothing_is_left_beside_code(text: str) -> None:
    edits = Characters().propose(text)
    assert all(edit.before == text[edit.start : edit.end] != edit.after for edit in edits)
    assert all(first.end <= second.start for first, second in pairwise(edits))
    assert Characters().propose(apply(text, edits)) == []


@pytest.mark.parametrize(
    "text",
    [
        "To write an ampersand in HTML, type `&amp;`, for an apostrophe `&apos;`.",
        "Where `â€™` stands there was an apostrophe.",
        "Two backticks: ``a ` and &amp;``.",
        "```html\n<p>\nsalt &amp; vinegar\n```\n",
        "~~~\nsalt &amp; vinegar\n\nâ€™\n~~~",
        "````\n```\n&amp;\n````",
    ],
)
def test_code_is_left_alone(text: str) -> None:
    assert Characters().propose(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`&amp;` &amp; `&lt;` arenâ€™t the same", "`&amp;` & `&lt;` aren’t the same"),
        ("`<b>` &amp; itâ€™s", "`<b>` &amp; it’s"),
        ("don`t &amp; can`t", "don`t & can`t"),
        ("``Salt &amp; vinegar,'' she said. ``Fish &amp; chips.''", "``Salt & vinegar,'' she said. ``Fish & chips.''"),
        ("a lone ` &amp; nothing", "a lone ` & nothing"),
        ("```\nsalt &amp; vinegar\n", "```\nsalt & vinegar\n"),
        ("```\n&amp;\n~~~\n&amp;\n```\n&amp;", "```\n&amp;\n~~~\n&amp;\n```\n&"),
        ("One.\n\n~~~\n\nItâ€™s two.\n\n~~~\n\nThree.", "One.\n\n~~~\n\nIt’s two.\n\n~~~\n\nThree."),
        ("`a\x00b &amp;`", "`ab &amp;`"),
        ("&#96;&amp;amp;&#96;", "`&`"),
    ],
)
def test_beside_code_text_is_repaired(text: str, expected: str) -> None:
    assert repaired(text) == expected


def test_many_backticks_and_fences_take_no_longer() -> None:
    assert repaired("` `` " * 50_000 + "&amp;").endswith("&")
    assert repaired("```x\n" * 50_000 + "&amp;").endswith("&")


def test_what_a_text_may_be_about_is_never_certain() -> None:
    edits = Characters().propose("The sequence â€™ is what you see; type &amp;amp; for it.\nÃ©\x00")
    assert [edit.confidence < 1 for edit in edits] == [True, True, True, False]


@given(any_text)
def test_nothing_is_left_to_repair(text: str) -> None:
    assert Characters().propose(repaired(text)) == []


@given(damaged_texts)
def test_every_step_of_ftfy_is_followed(text: str) -> None:
    # What could not be followed would be one edit for the line, for which ftfy alone is named.
    assert not [edit for edit in Characters().propose(text) if edit.reason == "ftfy"]


def test_what_cannot_be_followed_is_one_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    def fix_and_explain(text: str, config: object) -> tuple[str, list[tuple[str, str]]]:
        return text.replace("â€™s here", "’s there"), [("apply", "a_fix_of_the_future")]

    monkeypatch.setattr(ftfy, "fix_and_explain", fix_and_explain)
    assert Characters().propose("the catâ€™s here") == [
        Edit(7, 12, "â€™s ", "’s t", "characters", "ftfy", 0.95),
    ]
