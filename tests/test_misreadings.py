"""Text that was read in a wrong encoding: what is brought back, and what stays because it is no such thing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmend
from textmend.learn.character_model import model, read_languages, train
from textmend.plausibility import packaged_model
from textmend.repairs.characters import Characters
from textmend.repairs.misreadings import Misreadings
from textmend.spin.arrays import read_arrays

UDHR = Path(__file__).parents[2] / "shared" / "characters" / "udhr.jsonl.xz"
needs_languages = pytest.mark.skipif(not UDHR.is_file(), reason=f"text of 500 languages is not at {UDHR}")

RUSSIAN = "Старый мельник жил у самой реки и каждое утро пёк хлеб для всей деревни."
UKRAINIAN = "Їжак п'є молоко біля ґанку, а господиня тим часом місить тісто на вареники."
GREEK = "Ο γέρος ψαράς γύρισε νωρίς από τη θάλασσα και πούλησε όλα τα ψάρια στην αγορά."
HEBREW = "הדייג הזקן חזר מוקדם מהים ומכר את כל הדגים בשוק של העיירה."
ARABIC = "عاد الصياد العجوز مبكرا من البحر وباع كل السمك في سوق المدينة."
THAI = "ชาวประมงชรากลับจากทะเลแต่เช้าและขายปลาทั้งหมดที่ตลาด"
CHINESE = "老渔夫一大早就从海上回来，在镇上的市场里把所有的鱼都卖掉了。"
TRADITIONAL = "老漁夫一大早就從海上回來，在鎮上的市場裡把所有的魚都賣掉了。"
JAPANESE = "年老いた漁師は朝早く海から戻り、町の市場で魚をすべて売った。"
KOREAN = "늙은 어부는 아침 일찍 바다에서 돌아와 시장에서 생선을 모두 팔았다."
FRENCH = "Le vieux pêcheur est rentré très tôt de la mer, et il a vendu dès l’été tout son poisson à côté du marché."
ALL = (RUSSIAN, UKRAINIAN, GREEK, HEBREW, ARABIC, THAI, CHINESE, TRADITIONAL, JAPANESE, KOREAN, FRENCH)


def repaired(text: str) -> str:
    return textmend.clean(text)


@pytest.mark.parametrize(
    ("text", "truth", "read_as"),
    [
        *((RUSSIAN, "utf-8", name) for name in ("koi8-r", "cp866", "sloppy-windows-1251", "cp850", "mac_roman")),
        *((RUSSIAN, "cp1251", name) for name in ("latin-1", "cp1252", "koi8-r", "cp866", "mac_roman")),
        *((RUSSIAN, "koi8-r", name) for name in ("latin-1", "cp1251", "cp866")),
        *((RUSSIAN, "cp866", name) for name in ("latin-1", "sloppy-windows-1252", "cp1251", "cp437")),
        *((RUSSIAN, name, "latin-1") for name in ("iso8859-5", "mac_cyrillic")),
        (UKRAINIAN, "cp1251", "cp1252"),
        (UKRAINIAN, "koi8-u", "cp1251"),
        (GREEK, "cp1253", "cp1252"),
        (GREEK, "utf-8", "koi8-r"),
        (HEBREW, "cp1255", "cp1252"),
        (ARABIC, "cp1256", "cp1252"),
        (THAI, "cp874", "cp1252"),
        (CHINESE, "gbk", "latin-1"),
        (CHINESE, "gbk", "sloppy-windows-1252"),
        (CHINESE, "utf-8", "koi8-r"),
        (TRADITIONAL, "big5", "latin-1"),
        (JAPANESE, "cp932", "latin-1"),
        (JAPANESE, "cp932", "sloppy-windows-1252"),
        (JAPANESE, "euc_jp", "latin-1"),
        (KOREAN, "euc_kr", "latin-1"),
        (FRENCH, "utf-8", "gb18030"),
        (FRENCH, "utf-8", "cp932"),
        (FRENCH, "utf-8", "cp866"),
    ],
)
def test_misread_text_comes_back(text: str, truth: str, read_as: str) -> None:
    assert repaired(text.encode(truth).decode(read_as)) == text


def test_a_word_among_english_ones_comes_back() -> None:
    assert (
        repaired("The baker doesn鈥檛 sell caf茅 cr猫me, and he won鈥檛.")
        == "The baker doesn’t sell café crème, and he won’t."
    )


@pytest.mark.parametrize(
    ("damaged", "repaired_line"),
    [
        (
            "Å veices baÅ†Ä·ieri gaida jaunus investÄ«ciju plÄ\x81nus",
            "Šveices baņķieri gaida jaunus investīciju plānus",
        ),
        ("La raison d'√™tre, pi√π presto", "La raison d'être, più presto"),
    ],
)
def test_what_ftfy_reads_better_is_its_own(damaged: str, repaired_line: str) -> None:
    assert repaired(damaged) == repaired_line


def test_half_a_line_comes_back() -> None:
    misread = RUSSIAN.encode("cp1251").decode("cp1252")
    assert repaired(f"«Мельник»: {misread}") == f"«Мельник»: {RUSSIAN}"


def test_what_a_page_shows_helps_its_short_lines() -> None:
    heading = "Хлеб и соль".encode("cp1251").decode("cp1252")
    page = f"{heading}\n\n{RUSSIAN.encode('cp1251').decode('cp1252')}"
    assert repaired(page) == f"Хлеб и соль\n\n{RUSSIAN}"


def test_code_stays() -> None:
    misread = RUSSIAN.encode("cp1251").decode("cp1252")
    for text in (f"It shows `{misread}` then.", f"```\n{misread}\n```"):
        assert Misreadings().propose(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *ALL,
        *(text.upper() for text in ALL),
        "Żółta łódź płynie w stronę źródła rzeki, a wędkarz śpi.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy na střeše.",
        "Az öreg kőműves új tűzhelyet épít a bűvös erdő szélén.",
        "Ông lão đánh cá trở về sớm từ biển cả và bán hết cá ở chợ.",
        "Þórður fór út í búð og keypti brauð, mjólk, æðardún og ís.",
        "Bütün çocuklar güldü; İstanbul’da yağmurlu bir gündü, ağaçlar ıslaktı.",
        "Ñandutí mbarete oñemopu'ã hag̃ua tetãygua rekove porã.",
        "Ƙungiyar ma'aikata ta ɗauki ɓangare na aikin.",
        "╔══════════╦══════════╗\n║ Σ = 3 µm ║ ± 0,5 °C ║\n╚══════════╩══════════╝",
        "█▓▒░ ░▒▓█ ■□▪▫ ●○◐◑ ★☆ ♠♣♥♦ ←↑→↓ ⇐⇒",
        "∀x ∈ ℝ: x² ≥ 0, ∑ xᵢ ≤ √π · ∫ f(x) dx ≈ 3 × 10⁻⁴ ± ½",
        "¿¡¿¡ §§ ¶ © 2020 ® ™ £5 €7 ¥9 ¢2 ½ ¼ ¾ ° º ª",
        "T恤 and X光, A股 and 卡拉OK; 3D打印 and K线图 are written so.",
        "naïve café Zoë Brontë El Niño São Paulo Łódź Ångström Škoda Dvořák Gdańsk",
        "(-1/2)! = √π, and 2√π > 3",
        "NICIODATĂ\xa0",
        "They come in and “x” out the screen; it isn’t ”much“, says one.",
        "The interferon-γ (IFN-γ) and μ-opioid receptors, with α, β and δ chains of 3 μm, 2.3 (± 0.6) × 10³.",
        "A village (Greek: Περδίκη) on the island; its god (太一), who paid ¥1,500,000 and £3.",
        "The mouse, and the keyboard are all ﬁrst-class.",
        "A family 👨‍👩‍👧 under the flag 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    ],
)
def test_clean_text_stays(text: str) -> None:
    assert Misreadings().propose(text) == []


misread_words = st.builds(
    lambda text, truth, read_as: text.encode(truth, "ignore").decode(read_as, "replace"),
    st.sampled_from([word for text in ALL for word in text.split()]),
    st.sampled_from(["utf-8", "cp1251", "koi8-r", "gbk", "cp932", "cp1253"]),
    st.sampled_from(["cp1252", "latin-1", "cp1251", "koi8-r", "cp866", "gbk", "cp932", "big5"]),
)
texts = st.lists(st.one_of(misread_words, st.sampled_from(["\n", "it", "’", "&eacute;", "\x00"]), st.text(max_size=5)))


@given(texts.map(" ".join))
def test_edits_fit_the_text(text: str) -> None:
    edits = Characters(Misreadings()).propose(text)
    assert all(edit.before == text[edit.start : edit.end] != edit.after for edit in edits)
    assert all(first.end <= second.start for first, second in pairwise(edits))
    assert all(0 < edit.confidence < 1 for edit in Misreadings().propose(text))


@given(texts.map(" ".join))
def test_mending_twice_is_mending_once(text: str) -> None:
    mended = textmend.clean(text, furniture="keep", duplicates="keep", spun="never")
    assert textmend.clean(mended, furniture="keep", duplicates="keep", spun="never") == mended


def test_a_model_of_few_languages_judges_nothing_else() -> None:
    of_english = model({"en": ["The kettle is on, and the scones are nearly done. " * 20]})
    assert Misreadings(of_english).propose(GREEK) == []
    assert packaged_model().cost(RUSSIAN)[0] < packaged_model().cost(RUSSIAN.encode("cp1251").decode("koi8-r"))[0]


@needs_languages
def test_the_packaged_model_is_up_to_date() -> None:
    arrays, _ = read_arrays(Path(textmend.__file__).parent / "_data" / "character_model.bin")
    singles, costs, sizes = train(read_languages(UDHR))
    assert np.array_equal(arrays["singles"], singles)
    assert np.array_equal(arrays["costs"], costs.reshape(-1))
    assert np.array_equal(arrays["sizes"], sizes)


@needs_languages
def test_no_clean_paragraph_is_changed() -> None:
    languages = read_languages(UDHR)
    changed = [text for texts in languages.values() for text in texts if Misreadings().propose(text)]
    assert changed == []


@needs_languages
def test_nor_one_of_a_language_that_the_model_has_not_seen() -> None:
    languages = read_languages(UDHR)
    held_out = [name for name in languages if sum(map(ord, name[:3])) % 4 == 0]
    judge = Misreadings(model({name: texts for name, texts in languages.items() if name not in held_out}))
    assert [text for name in held_out for text in languages[name][::4] if judge.propose(text)] == []
