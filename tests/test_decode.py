"""Bytes to text: the declared encoding, byte-order marks, UTF-8 with stray bytes, and detection."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textmend.decode import decode

FRENCH = "L’été dernier, la boulangère a ouvert une pâtisserie près de l’église, où l’on mange très bien."


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        pytest.param(FRENCH.encode("cp1252"), "windows-1252", (FRENCH, "cp1252"), id="it fits"),
        pytest.param(FRENCH.encode(), "UTF8", (FRENCH, "utf-8"), id="by another name"),
        pytest.param(FRENCH.encode("utf-8-sig"), "utf-8", (FRENCH, "utf-8"), id="mark of UTF-8"),
        pytest.param(FRENCH.encode("utf-16"), "utf-16", (FRENCH, "utf-16"), id="mark of UTF-16"),
        pytest.param("thé".encode(), "latin-1", ("thÃ©", "iso8859-1"), id="taken at its word"),
        pytest.param(b"", "utf-8", ("", "utf-8"), id="nothing"),
        pytest.param(b"th\xe9 \x81\x1a", "cp1252", ("thé \x81\x1a", "cp1252"), id="bytes without a meaning"),
        pytest.param(b"\xe1\xd2 \xaa\xae", "iso-8859-7", ("αÒ ͺ\xae", "iso8859-7"), id="Greek with a hole"),
        pytest.param(FRENCH.encode(), "ascii", (FRENCH, "utf-8"), id="it does not fit: UTF-8"),
        pytest.param(FRENCH.encode("cp1252"), "utf-8", (FRENCH, "cp1252"), id="it does not fit: detected"),
        pytest.param(FRENCH.encode("utf-16"), "utf-8", (FRENCH, "utf-16-le"), id="it does not fit: mark"),
    ],
)
def test_declared(data: bytes, declared: str, expected: tuple[str, str]) -> None:
    assert decode(data, declared) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", ("", "utf-8"), id="nothing"),
        pytest.param(b"plain", ("plain", "utf-8"), id="ASCII"),
        pytest.param(FRENCH.encode(), (FRENCH, "utf-8"), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + FRENCH.encode(), (FRENCH, "utf-8"), id="UTF-8 with mark"),
        pytest.param(FRENCH.encode("utf-16"), (FRENCH, "utf-16-le"), id="UTF-16 with mark"),
        pytest.param(codecs.BOM_UTF16_BE + "né".encode("utf-16-be"), ("né", "utf-16-be"), id="big-endian"),
        pytest.param(FRENCH.encode("utf-32"), (FRENCH, "utf-32-le"), id="UTF-32 with mark"),
        pytest.param(FRENCH.encode("utf-16") + b"!", (FRENCH + "!", "utf-16-le"), id="UTF-16 cut off"),
        pytest.param("Fish and chips".encode("utf-16-le"), ("Fish and chips", "utf-16-le"), id="no mark"),
        pytest.param(
            "年老いた漁師は海から戻った。".encode("iso2022_jp"),
            ("年老いた漁師は海から戻った。", "iso2022_jp"),
            id="ISO-2022",
        ),
        pytest.param(FRENCH.encode() + b" \x9cuf", (FRENCH + " œuf", "utf-8"), id="stray byte"),
        pytest.param(FRENCH.encode() + b"\x81", (FRENCH + "\x81", "utf-8"), id="stray byte without a meaning"),
        pytest.param(FRENCH.encode() + b"\xe2\x80", (FRENCH + "â€", "utf-8"), id="UTF-8 cut off"),
        pytest.param(FRENCH.encode() + b"\xed\xa0\xbc\xed\xbd\x9e", (FRENCH + "🍞", "utf-8"), id="surrogates in UTF-8"),
        pytest.param(codecs.BOM_UTF8 + b"th\xe9", ("thé", "utf-8"), id="stray byte after a mark"),
        pytest.param(FRENCH.encode("cp1252"), (FRENCH, "cp1252"), id="Windows-1252"),
        pytest.param(b"the baker\x92s oven is hot" * 3, ("the baker’s oven is hot" * 3, "cp1252"), id="one byte"),
    ],
)
def test_undeclared(data: bytes, expected: tuple[str, str]) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Старый мельник живёт у реки и каждое утро печёт хлеб для всей деревни.", "cp1251"),
        ("Старый мельник живёт у реки и каждое утро печёт хлеб для всей деревни.", "koi8-r"),
        ("Żółta łódź płynie powoli w stronę źródła rzeki, a dzieci śpią pod żaglem.", "cp1250"),
        ("Příliš mnoho koček spalo na střeše staré školy, když začalo pršet.", "iso8859-2"),
        ("Ο γέρος ψαράς γύρισε νωρίς από τη θάλασσα και άναψε τη φωτιά.", "cp1253"),
        ("İstanbul’da yağmurlu bir gündü; çocuklar ağacın altında gülüyordu.", "cp1254"),
        ("הדייג הזקן חזר מוקדם מהים והדליק את האש בתנור הישן.", "cp1255"),
        ("عاد الصياد العجوز مبكرا من البحر وأشعل النار في الموقد القديم.", "cp1256"),
        ("年老いた漁師は、朝早く海から戻って、古いかまどに火をつけた。", "shift_jis"),
        ("年老いた漁師は、朝早く海から戻って、古いかまどに火をつけた。", "euc_jp"),
        ("老渔夫一大早就从海边回来了,在旧炉子里生了火。", "gb18030"),
        ("老漁夫一大早就從海邊回來了，在舊爐子裡生了火。", "big5"),
        ("늙은 어부는 아침 일찍 바다에서 돌아와 낡은 난로에 불을 피웠다.", "euc_kr"),
    ],
)
def test_legacy_encodings_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "She said, “I don’t know – ask Zoë at the café.”",
        "The café on the corner doesn’t open before ten.",
        "Prices in € rose – again.",
        "It’s 20 °C outside; the soufflé costs £4… or €5.",
        "‘Never mind,’ he wrote — the façade’s done.",
        "Naïve readers™ won’t notice the coöperation © 2019.",
        "L’été dernier, la boulangère a ouvert une pâtisserie près de l’église, où l’on mange très bien.",
        "« Où est passée l’œuvre ? » demanda-t-elle à Noël, déçue.",
        "Ça coûte 20 € à Besançon – c’est bien trop cher pour un élève.",
        "Les fenêtres étaient fermées ; il répéta : « Jamais ! »",
        "Größe ist „alles“ – sagte der Bürgermeister von Köln.",
        "Über den Dächern hängt Nebel; die Straßen sind naß und öde.",
        "„Schöne Grüße!“, rief er, „und bis nächstes Jahr …“",
        "Das Mädchen aß für 3 € zwölf süße Äpfel.",
        "¿Dónde está el ñandú? ¡Allí, señor!",
        "El año pasado llovió más; según él, «así es la montaña».",
        "La niña pidió un café y pagó 2 €, ¿verdad?",
        "Mañana iré al médico con José – o quizás después.",
        "Não há pão, só maçãs e café — às três da manhã.",
        "Perché la città è così? «È già più tardi», disse.",
        "Brødrene spiste smørrebrød på gården i går.",
        "Ångström bor på en ö i Öresund, och Åsa likaså.",
        "naïve",
        "Rock ’n’ roll isn’t dead",
        "The résumé",
        "a “b” c",
        "“Well,” she said, “it isn’t so bad.” " * 30,
        "He’d said “no” – twice – and the baker’s wife hadn’t heard. They weren’t alone… “Why?” " * 13,
    ],
)
def test_western_european_text_is_windows_1252(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Старый мельник живёт у реки и каждое утро печёт хлеб для всей деревни.", "iso8859-5"),
        ("Старый мельник живёт у реки и каждое утро печёт хлеб для всей деревни.", "cp866"),
        ("Starý mlynář žije u řeky a každé ráno peče chléb pro celou vesnici.", "cp1250"),
        ("Stary młynarz mieszka nad rzeką i co rano piecze chleb dla całej wsi.", "iso8859-2"),
        ("Az öreg kőműves új tűzhelyet épít a falu szélén, és minden reggel kenyeret süt.", "cp1250"),
        ("Yaşlı değirmenci nehrin kıyısında yaşıyor ve her sabah köy için ekmek pişiriyor.", "cp1254"),
        ("Senas malūnininkas gyvena prie upės ir kiekvieną rytą kepa duoną visam kaimui.", "cp1257"),
        ("She didn’t know – ask Zoë at the café, or the baker’s wife.", "mac_roman"),
        ("Das Mädchen aß für drei Mark zwölf süße Äpfel in der großen Küche.", "cp850"),
    ],
)
def test_other_encodings_do_not_pass_for_windows_1252(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Старый мельник живёт у реки. ", "cp1251"),
        ("Старый мельник живёт у реки. ", "koi8-r"),
        ("Ο γέρος ψαράς γύρισε νωρίς. ", "cp1253"),
        ("年老いた漁師は、朝早く海から戻って、古いかまどに火をつけた。", "shift_jis"),
        ("老渔夫一大早就从海边回来了,在旧炉子里生了火。", "gbk"),
    ],
)
@pytest.mark.parametrize("times", [1, 4, 8])
def test_another_script_among_english_is_detected(text: str, encoding: str, times: int) -> None:
    english = "The old miller lives by the river and bakes bread every morning, and the whole village buys from him. "
    assert decode((english * times + text).encode(encoding))[0] == english * times + text


@pytest.mark.parametrize(
    ("declared", "hint"),
    [
        ("utf-9", "did you mean 'utf-8'"),
        ("x-sjis", "did you mean 'sjis'"),
        ("klingon", "pass None to have it detected"),
        ("", "pass None to have it detected"),
        ("a\0b", "pass None to have it detected"),
        ("\ud800", "pass None to have it detected"),
        ("rot13", "unknown encoding 'rot13'"),
        ("hex", "unknown encoding 'hex'"),
        ("undefined", "unknown encoding 'undefined'"),
    ],
)
@pytest.mark.parametrize("data", [b"", b"tea"])
def test_an_unknown_name_is_told(declared: str, hint: str, data: bytes) -> None:
    with pytest.raises(LookupError, match=hint):
        decode(data, declared)


@given(st.binary(), st.sampled_from([None, "utf-8", "cp1252", "utf-16", "ascii", "shift_jis", "iso-8859-8"]))
@example(codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff", None)
@example(b"\x00\xd8\x00", None)
@example(codecs.BOM_UTF32_BE, None)
def test_any_bytes_are_text_in_a_known_encoding(data: bytes, declared: str | None) -> None:
    text, encoding = decode(data, declared)
    assert codecs.lookup(encoding).name == encoding
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
    assert text or not data or data.startswith(marks)


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    if "\0" not in text and "\x1b" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode()) == (text, "utf-8")


@given(st.text("aé’Ж日🍞", min_size=1), st.integers(0x80, 0xBF))
def test_no_byte_is_lost_beside_utf_8(text: str, stray: int) -> None:
    data = (text + "éàùç").encode() + bytes([stray])
    decoded, encoding = decode(data)
    assert encoding == "utf-8"
    assert decoded[:-1] == text + "éàùç"
    assert "\ufffd" not in decoded
