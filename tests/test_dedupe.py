"""Second copies across a corpus: what goes, what stays, and that all that goes is told."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from article import FIRST, LAST, SECOND, THIRD, TITLE
from textmend.cli import main
from textmend.corpus import sources as reading
from textmend.corpus.dedupe import REMOVALS, dedupe
from textmend.corpus.exact import copies, hashed
from textmend.corpus.sources import with_text


def corpus(folder: Path, **pages: list[str]) -> Path:
    place = folder / "in"
    place.mkdir()
    for name, lines in pages.items():
        (place / f"{name}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return place


def removals(output: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (output / REMOVALS).read_bytes().splitlines()]


def test_a_paragraph_of_two_pages_stays_in_the_first(tmp_path: Path) -> None:
    place = corpus(tmp_path, a=[TITLE, FIRST, SECOND], b=["Another", SECOND, THIRD], c=[SECOND + " ", LAST])
    out = tmp_path / "out"
    done = dedupe([place], out)
    assert (done.documents, done.removed_documents, done.removed_paragraphs) == (3, 0, 2)
    assert (out / "a.txt").read_bytes() == (place / "a.txt").read_bytes()
    assert (out / "b.txt").read_text(encoding="utf-8") == f"Another\n\n{THIRD}\n"
    assert (out / "c.txt").read_text(encoding="utf-8") == f"{LAST}\n"
    kept = {"document": "a.txt", "line": 5}
    assert removals(out) == [
        {"document": "b.txt", "line": 3, "reason": "copy", "copy_of": kept, "text": SECOND},
        {"document": "c.txt", "line": 1, "reason": "copy", "copy_of": kept, "text": SECOND + " "},
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_the_first_is_the_first_file_named(tmp_path: Path) -> None:
    place = corpus(tmp_path, a=[TITLE, FIRST], b=["Another", FIRST])
    dedupe([place / "b.txt", place / "a.txt"], tmp_path / "out")
    assert FIRST in (tmp_path / "out/b.txt").read_text(encoding="utf-8")
    assert FIRST not in (tmp_path / "out/a.txt").read_text(encoding="utf-8")


def test_a_document_that_is_there_twice_goes_whole(tmp_path: Path) -> None:
    place = corpus(tmp_path, a=["Yes", FIRST, "No"], b=["Yes", "", FIRST.replace(" ", "  "), "No"], c=["", ""], d=[""])
    done = dedupe([place], tmp_path / "out")
    assert (done.removed_documents, done.removed_paragraphs) == (1, 0)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.txt", "c.txt", "d.txt", REMOVALS]
    [told] = removals(tmp_path / "out")
    assert told["copy_of"] == {"document": "a.txt"}
    assert told["text"] == (place / "b.txt").read_text(encoding="utf-8")


def test_all_else_of_a_json_line_stays(tmp_path: Path) -> None:
    rows = [
        json.dumps({"text": f"{TITLE}\n{FIRST}"}),
        '{"id": 1.50, "id": 2, "text" : '
        + json.dumps(f"Übrigens\n{FIRST}\nEnde", ensure_ascii=False)
        + ' , "x":[1e400]}',
        "",
        json.dumps({"text": f"\ud800\n{FIRST}"}),
        json.dumps({"url": "b", "text": f"{TITLE}\n{FIRST}"}),
    ]
    path = tmp_path / "crawl.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    done = dedupe([path], tmp_path / "out")
    assert (done.removed_documents, done.removed_paragraphs) == (1, 2)
    assert (tmp_path / "out/crawl.jsonl").read_text(encoding="utf-8").split("\n") == [
        rows[0],
        '{"id": 1.50, "id": 2, "text" : "Übrigens\\nEnde" , "x":[1e400]}',
        "",
        '{"text": "\\ud800"}',
        "",
    ]
    assert [told["document"] for told in removals(tmp_path / "out")] == [f"crawl.jsonl:{row}" for row in (2, 4, 5)]
    assert removals(tmp_path / "out")[-1]["text"] == rows[-1]


@pytest.mark.parametrize("name", ["a", 'a "quoted"\n', "täxt"])
def test_a_field_of_any_name(name: str) -> None:
    row = json.dumps(
        {"b": {name: "not this"}, name: "one", "c": 'x", "' + name}, indent=None, separators=(" , ", " : ")
    )
    assert json.loads(with_text(row.encode(), name, "two")) == {**json.loads(row), name: "two"}


@pytest.mark.parametrize(
    "line",
    [
        "Yes, it is open again.",
        "- Ask at the town hall on any day but Friday or Saturday or Sunday please",
        "| " + " | ".join(FIRST.split()) + " |",
        " ".join(str(number) for number in range(1900, 1940)),
    ],
)
def test_what_is_no_paragraph_stays(tmp_path: Path, line: str) -> None:
    place = corpus(tmp_path, a=[FIRST, line], b=[SECOND, line])
    assert dedupe([place], tmp_path / "out").removed_paragraphs == 0
    assert (tmp_path / "out/b.txt").read_bytes() == (place / "b.txt").read_bytes()


def test_code_and_a_chorus_stay(tmp_path: Path) -> None:
    code = ["```", THIRD, "```"]
    song = ["Verse 1", FIRST, "Chorus", LAST, "Verse 2", SECOND, "Chorus", LAST]
    place = corpus(tmp_path, a=[TITLE, *code], b=["Other code", *code], c=song)
    assert dedupe([place], tmp_path / "out").removed_paragraphs == 0
    place = corpus(tmp_path / "out", a=[TITLE, FIRST, SECOND, FIRST, LAST])
    assert dedupe([place], tmp_path / "out2").removed_paragraphs == 1


def test_hashes_are_compared_whole() -> None:
    digests = b"".join((b"a" * 8 + b"b" * 8, b"a" * 8 + b"c" * 8, b"a" * 8 + b"b" * 8, b"d" * 16, b"a" * 8 + b"c" * 8))
    found = copies(hashed(digests, np.arange(5, dtype=np.uint64)))
    assert sorted(found.tolist()) == [(2, 0), (4, 1)]


LINES = st.sampled_from(
    [
        FIRST,
        SECOND,
        THIRD,
        LAST,
        TITLE,
        "Yes.",
        "",
        FIRST.upper(),
        f" {SECOND}  ",
        "Ünë\udc80",
        FIRST.replace(" ", "\t"),
    ]
)
DOCUMENTS = st.lists(st.lists(LINES, max_size=6).map("\n".join), max_size=8)


@settings(max_examples=60, deadline=None)
@given(documents=DOCUMENTS, is_lines=st.booleans(), stretch=st.integers(1, 2_000))
def test_nothing_is_lost_and_stretches_and_workers_change_nothing(
    documents: list[str], is_lines: bool, stretch: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    place = folder / "in"
    place.mkdir()
    for number, text in enumerate(documents):
        content = text.encode("utf-8", "surrogateescape")
        if is_lines:
            with (place / "all.jsonl").open("a", encoding="ascii") as file:
                file.write(json.dumps({"text": text}) + "\n")
        else:
            (place / f"{number}.txt").write_bytes(content)
    if not documents:
        place.joinpath("empty.txt").touch()
    done = dedupe([place], folder / "out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_STRETCH_BYTES", stretch)
        assert dedupe([place], folder / "again") == done
    told = removals(folder / "out")
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == {
        path.name: path.read_bytes() for path in (folder / "again").iterdir()
    }

    def lines_in(texts: list[str]) -> Counter[str]:
        return Counter(line for text in texts for line in text.split("\n") if line.strip())

    left: list[str] = []
    for path in sorted((folder / "out").iterdir()):
        if path.suffix == ".txt":
            left.append(path.read_bytes().decode("utf-8", "surrogateescape"))
        elif path.name != REMOVALS:
            left += [json.loads(line)["text"] for line in path.read_text(encoding="ascii").splitlines()]
    gone = [str(one["text"]) for one in told]
    if is_lines:
        gone = [
            json.loads(one)["text"] if "line" not in record else one for one, record in zip(gone, told, strict=True)
        ]
    assert lines_in(left) + lines_in(gone) == lines_in(documents)
    # What went stands in what is left.
    assert {" ".join(line.split()) for line in lines_in(left)} == {
        " ".join(line.split()) for line in lines_in(documents)
    }


def test_workers_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_STRETCH_BYTES", 500)
    place = corpus(
        tmp_path, **{f"p{number}": [f"Page {number}", FIRST, f"Note {number}", SECOND] for number in range(9)}
    )
    dedupe([place], tmp_path / "one")
    dedupe([place], tmp_path / "three", workers=3)
    one, three = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "three"))
    assert one == three
    assert len(removals(tmp_path / "one")) == 16


def test_a_large_text_is_read_in_stretches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_STRETCH_BYTES", 700)
    monkeypatch.setattr(reading, "_WHOLE_BYTES", 700)
    place = corpus(tmp_path, a=[TITLE, FIRST, SECOND, THIRD, LAST, FIRST, "End"], b=["Other", LAST])
    done = dedupe([place], tmp_path / "out")
    assert (done.documents, done.removed_paragraphs) == (2, 2)
    assert [(told["document"], told["line"], told["copy_of"]) for told in removals(tmp_path / "out")] == [
        ("a.txt", 11, {"document": "a.txt", "line": 3}),
        ("b.txt", 3, {"document": "a.txt", "line": 9}),
    ]
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8").split("\n\n") == [
        *(TITLE, FIRST, SECOND, THIRD, LAST), "End\n",
    ]  # fmt: skip


PLAIN = (
    "Many people in the village thought that the project would take too long and cost too much money. But the "
    "committee kept asking for help, and after a while the workers began to believe that they could finish it."
)
SPUN = (
    "Lots of people in the village believed that the challenge would take too long and price too much cash. However "
    "the committee stored asking for assist, and after some time the employees began to think that they might "
    "finish it."
)


def near_of(tmp_path: Path, *pages: list[str], workers: int = 1) -> list[tuple[object, object, object]]:
    """Give what goes of pages beside exact copies: which page, why, and of which page it is a copy."""
    place = corpus(tmp_path, **{f"p{number}": [f"Page {number}", *lines] for number, lines in enumerate(pages)})
    dedupe([place], tmp_path / "out", near=True, workers=workers)
    return [(one["document"], one["reason"], one["copy_of"]["document"]) for one in removals(tmp_path / "out")]


@pytest.mark.parametrize("name", ["", " of Arundel in 1999"])
@pytest.mark.parametrize("workers", [1, 2])
def test_near_copies_go(tmp_path: Path, name: str, workers: int) -> None:
    plain, spun = (text.replace("village", f"village{name}") for text in (PLAIN, SPUN))
    pages = [FIRST, plain], [FIRST.upper() + "!", THIRD], [spun], [spun], [LAST]
    assert near_of(tmp_path, *pages, workers=workers) == [
        ("p1.txt", "near copy", "p0.txt"),
        ("p2.txt", "near copy", "p0.txt"),
        ("p3.txt", "copy", "p0.txt"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        SPUN.replace("Lots", "Eleven"),
        SPUN.replace("village", "village of Arundel"),
        SPUN.replace("would", "would not"),
        SPUN.replace("long", "short"),
        SPUN.replace("committee", "committee on Monday"),
        PLAIN.replace("money", "effort"),
    ],
)
def test_what_says_another_thing_in_like_words_stays(tmp_path: Path, other: str) -> None:
    assert near_of(tmp_path, [PLAIN], [other]) == []


def test_rows_of_a_template_stay_on_their_pages(tmp_path: Path) -> None:
    rows = [
        [f"The {kind} is {looks} and {lives} in the {place} part of the valley, where it {eats} what grows there."]
        for kind, looks, lives, place, eats in (
            ("vole", "brown", "digs", "wooded", "nibbles"),
            ("hare", "long-eared", "rests", "open", "crops"),
            ("deer", "shy", "hides", "remote", "strips"),
        )
    ]
    assert near_of(tmp_path, *rows) == []


def test_a_corpus_without_paragraphs_has_no_near_copies(tmp_path: Path) -> None:
    assert near_of(tmp_path, ["Yes."], ["No."]) == []


IMPRINT = "All that is written on these pages was written by the people of Amberley, for the people of Amberley."


def crawl(path: Path, *pages: tuple[str, list[str]]) -> None:
    path.write_text("".join(json.dumps({"url": url, "text": "\n".join(lines)}) + "\n" for url, lines in pages))


def texts(path: Path) -> list[list[str]]:
    return [json.loads(line)["text"].split("\n") for line in path.read_text().splitlines()]


def test_furniture_of_a_site_goes_from_all_its_pages(tmp_path: Path) -> None:
    long = [f"{line} {line}" for line in (FIRST, SECOND, THIRD, LAST)]
    pages = [(f"https://amberley.example/{number}", [line, IMPRINT]) for number, line in enumerate(long)]
    other = [
        (url, ["Elsewhere", IMPRINT]) for url in ("https://arundel.example/", "http://[", "https://arundel.example/2")
    ]
    crawl(tmp_path / "a.jsonl", *pages, *other)
    dedupe([tmp_path / "a.jsonl"], tmp_path / "out", site_furniture=3)
    assert texts(tmp_path / "out/a.jsonl") == [[long[0]], [long[1]], [long[2]], [long[3]], ["Elsewhere", IMPRINT]]
    told = removals(tmp_path / "out")
    assert [one["reason"] for one in told] == ["furniture of the site"] * 4 + ["copy"] * 2
    assert told[0] == {"document": "a.jsonl:1", "line": 2, "reason": "furniture of the site", "text": IMPRINT}
    # On no more pages than may have it, it is a copy as any other.
    dedupe([tmp_path / "a.jsonl"], tmp_path / "out2", site_furniture=4)
    assert texts(tmp_path / "out2/a.jsonl")[:2] == [[long[0], IMPRINT], [long[1]]]


def test_an_article_of_many_addresses_is_no_furniture(tmp_path: Path) -> None:
    pages = [(f"https://amberley.example/{number}", [f"Seen {number} times", FIRST, SECOND]) for number in range(9)]
    crawl(tmp_path / "a.jsonl", *pages)
    dedupe([tmp_path / "a.jsonl"], tmp_path / "out", site_furniture=2)
    assert texts(tmp_path / "out/a.jsonl")[:2] == [["Seen 0 times", FIRST, SECOND], ["Seen 1 times"]]


def test_the_site_of_a_text_is_its_folder(tmp_path: Path) -> None:
    for site in "ab":
        (tmp_path / "in" / site).mkdir(parents=True)
        for number in range(3 if site == "a" else 1):
            body = f"{site}{number} " + SECOND * (number + 2)
            (tmp_path / "in" / site / f"{number}.txt").write_text(f"{body}\n{IMPRINT}\n")
    assert main(["dedupe", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--site-furniture", "2"]) == 0
    has = {path.parent.name: IMPRINT in path.read_text() for path in (tmp_path / "out").glob("*/*.txt")}
    assert has == {"a": False, "b": True}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"text": "x"}\n{"body": "y"}\n', "a.jsonl, line 2: a JSON object with a text 'text' expected"),
        ("a.jsonl", b'{"text": 5}\n', "line 1: a JSON object"),
        ("a.jsonl", b"\n[]\n", "line 2: a JSON object"),
        ("a.jsonl", b'{"text": "x"\n', "line 1: a JSON object"),
        ("a.txt", b"\0\0", "not text in UTF-8"),
        (REMOVALS, b'{"text": "x"}\n', "rename it"),
        ("in/a.txt", b"x", "there are no files"),
    ],
)
def test_what_cannot_be_read_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    if name == "in/a.txt":
        path.rename(path.with_name(".hidden"))
        path = path.parent
    assert main(["dedupe", str(path), "-o", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert told.startswith("textmend: ")
    assert told.count("\n") == 1
    assert message in told
    assert [found.name for found in tmp_path.iterdir()] == [name.split("/")[0]]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = corpus(tmp_path, a=[TITLE, FIRST], b=["Other", FIRST])
    out = tmp_path / "out"
    assert main(["dedupe", str(place), "-o", str(out)]) == 0
    assert capsys.readouterr().err == (
        f"textmend: {out}: of 2 documents 0 removed, and 1 paragraphs of the others; {out / REMOVALS} tells which\n"
    )
    assert main(["dedupe", str(place), "-o", str(out)]) == 1
    assert "there already" in capsys.readouterr().err
    assert main(["dedupe", str(tmp_path / "none"), "-o", str(tmp_path / "new")]) == 1
    assert "no such file" in capsys.readouterr().err
    (tmp_path / "other").mkdir()
    (tmp_path / "other/a.txt").touch()
    assert main(["dedupe", str(place), str(tmp_path / "other"), "-o", str(tmp_path / "new")]) == 1
    assert "would both be written as a.txt" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["dedupe", str(place), "-o", str(out), "--workers", "0"])


def test_a_file_that_changes_is_told(tmp_path: Path) -> None:
    place = corpus(tmp_path, a=[TITLE])
    [source] = reading.find_sources([place])
    (place / "a.txt").write_text("longer than it was before, by far and away", encoding="utf-8")
    with pytest.raises(ValueError, match="changed while it was read"):
        reading.read_documents(reading.Stretch(0, source, 0, source.size))
