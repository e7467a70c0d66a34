"""What goes with the page around an article, and what stays with the article."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from article import FIRST, LAST, SECOND, THIRD, TITLE
from textmend.edits import apply, inverse
from textmend.learn.furniture import COLUMNS, compile_furniture, order
from textmend.repairs.furniture import Furniture
from textmend.repairs.phrases import STRENGTHS, find, fold, plain, shipped_phrases

ROOT = Path(__file__).parents[1]
REPAIR = Furniture()

ARTICLE = "\n\n".join((TITLE, FIRST, SECOND, THIRD, LAST)) + "\n"
BODY = "\n\n".join((FIRST, SECOND, THIRD, LAST)) + "\n"


def cleaned(page: str) -> str:
    edits = REPAIR.propose(page)
    text = apply(page, edits)
    assert apply(text, inverse(edits)) == page
    assert REPAIR.propose(text) == []
    return text


def reasons(page: str) -> list[str]:
    return [edit.reason for edit in REPAIR.propose(page)]


BELOW = {
    "comment form": ["LEAVE A REPLY", "", "Please enter your comment!", "Please enter your name here"],
    "comment form and counts": ["12 Comments", "Leave a comment", "Cancel reply", "Name *", "Email *", "Website"],
    "saved name": ["Save my name, email, and website in this browser for the next time I comment."],
    "no comments": ["No comments yet", "Be the first to comment!"],
    "share buttons": ["Share this:", "Facebook", "Twitter", "WhatsApp", "Pinterest"],
    "share buttons fused": ["FacebookTwitterPinterestWhatsApp"],
    "share buttons on a line": ["Share Tweet Pin Email Print"],
    "share links": ["Click to share on Facebook (Opens in new window)", "Click to print (Opens in new window)"],
    "shares": ["1.2K Shares", "Share on Facebook"],
    "related": [
        "RELATED ARTICLES",
        "",
        "Goats of the upper valley",
        "Where the ferry used to stop",
        "",
        "Most Popular",
    ],
    "related from author": ["Related Articles More from author", "Who owns the river?", "Recent Comments"],
    "popular": ["You may also like", "A ferry for nobody", "Nov 3, 2023", "Ten bridges worth a walk", "Most Popular"],
    "newsletter": [
        "Subscribe to our newsletter",
        "Enter your email address",
        "Subscribe",
        "No spam, unsubscribe at any time.",
    ],
    "sign in": ["Log into your account", "your username", "your password", "Forgot your password? Get help"],
    "cookies": [
        "We use cookies to make our website work as you expect. By going on you agree to that.",
        "Accept all cookies",
    ],
    "tags": ["Tags: bridges, Amberley, volunteers", "Filed under: Local news"],
    "previous and next": ["Previous article", "A mill without a wheel", "Next article", "Rain on the county fair"],
    "previous and next with titles": [
        "Previous article: A mill without a wheel",
        "Next article: Rain on the county fair",
    ],
    "arrows": ["← A mill without a wheel", "Rain on the county fair →"],
    "copyright": ["© 2024 The Amberley Post. All rights reserved."],
    "copyright in words": ["Copyright 2019-2024 Amberley Post Ltd"],
    "footer menu": ["About us", "Contact", "Privacy Policy", "Terms of Use", "Advertise"],
    "footer menu on a line": ["About | Contact | Privacy Policy | Terms of Use"],
    "footer menu with a stranger": ["Home", "News", "Amberley in pictures", "Contact us", "Privacy policy", "Imprint"],
    "posted": ["Posted on May 3, 2023 at 5:04 pm", "Posted in: Local"],
    "author page": ["About the author", "View all posts by Ida Fenn"],
    "powered": ["Proudly powered by WordPress"],
    "top": ["Back to top"],
    "german": ["Schreibe einen Kommentar", "Deine E-Mail-Adresse wird nicht veröffentlicht.", "Kommentar absenden"],
    "german footer": ["Kontakt", "Impressum", "Datenschutz", "AGB", "Newsletter"],
    "french": [
        "Laisser un commentaire",
        "Votre adresse e-mail ne sera pas publiée.",
        "Articles similaires",
        "Mentions légales",
    ],
    "spanish": [
        "Deja un comentario",
        "Tu dirección de correo electrónico no será publicada.",
        "Artículos relacionados",
    ],
    "italian": [
        "Lascia un commento",
        "Il tuo indirizzo email non sarà pubblicato.",
        "Articoli correlati",
        "Leggi anche",
    ],
    "portuguese": ["Deixe um comentário", "O seu endereço de e-mail não será publicado.", "Leia também"],
    "dutch": ["Geef een reactie", "Je e-mailadres wordt niet gepubliceerd.", "Gerelateerde artikelen"],
    "polish": ["Dodaj komentarz", "Twój adres e-mail nie zostanie opublikowany.", "Powiązane artykuły"],
    "russian": [
        "Добавить комментарий",
        "Ваш адрес email не будет опубликован.",
        "Похожие статьи",
        "Все права защищены",
    ],
    "turkish": ["Bir yanıt yazın", "E-posta adresiniz yayınlanmayacak.", "BENZER YAZILAR", "Tüm hakları saklıdır"],
    "swedish": ["Lämna en kommentar", "Din e-postadress kommer inte publiceras.", "Alla rättigheter förbehållna"],
    "danish": ["Skriv en kommentar", "Del på Facebook", "Alle rettigheder forbeholdes"],
    "norwegian": ["Legg igjen en kommentar", "Del på Facebook", "Alle rettigheter reservert"],
    "finnish": ["Jätä kommentti", "Jaa Facebookissa", "Kaikki oikeudet pidätetään"],
    "czech": ["Napsat komentář", "Vaše e-mailová adresa nebude zveřejněna.", "Všechna práva vyhrazena"],
    "ukrainian": ["Залишити коментар", "Поділитися у Facebook", "Усі права захищено"],
    "romanian": ["Lasă un comentariu", "Distribuie pe Facebook", "Toate drepturile rezervate"],
    "hungarian": ["Hozzászólás írása", "Megosztás Facebookon", "Minden jog fenntartva"],
    "indonesian": ["Tinggalkan komentar", "Bagikan di Facebook", "Hak cipta dilindungi"],
    "japanese": ["コメントを残す", "Facebookでシェア", "関連記事"],
    "chinese": ["发表评论", "分享到微信", "相关文章"],
}


@pytest.mark.parametrize("lines", BELOW.values(), ids=BELOW.keys())
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n\n"])
def test_goes_below_the_article(lines: list[str], gap: str) -> None:
    assert cleaned(ARTICLE.rstrip("\n") + gap + "\n".join(lines) + "\n") == ARTICLE


ABOVE = {
    "links to skip": ["Skip to content", "Skip to footer"],
    "menu": ["Menu", "Home", "News", "Sport", "Opinion", "Contact"],
    "menu on a line": ["Home | News | Sport | About us | Contact"],
    "menu fused": ["HomeNewsSportAbout usContact"],
    "menu with strangers": ["Home", "News", "Amberley", "Lower Tarn", "Sport", "Contact us", "Log in", "Search"],
    "breadcrumb": ["Home > News > Local"],
    "breadcrumb with the headline": ["Home » News » Upper Valley » " + TITLE],
    "breadcrumb with a headline that asks": ["Home » News » What will the village do with its old ferry?"],
    "breadcrumb fused": ["HomeNews" + TITLE],
    "breadcrumb fused with a stranger": ["HomeUpper Valley" + TITLE],
    "date line": ["Monday, November 25, 2024", "Skip to content"],
    "date line and breadcrumb": ["Monday, November 25, 2024", "HomeTechnology" + TITLE],
    "date line without the day": ["25.11.2024", "Skip to content"],
    "you are here": ["You are here: Home / News / Local"],
    "german": ["Zum Inhalt springen", "Startseite", "Politik", "Wirtschaft", "Kontakt"],
    "russian": ["Перейти к содержимому", "Главная", "Новости", "Контакты"],
}


@pytest.mark.parametrize("lines", ABOVE.values(), ids=ABOVE.keys())
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_goes_above_the_article(lines: list[str], gap: str) -> None:
    assert cleaned("\n".join(lines) + gap + ARTICLE) == ARTICLE


BELOW_THE_HEADLINE = {
    "posted": ["Posted on May 3, 2023"],
    "reading time": ["5 min read"],
    "views": ["1,204 views", "3 Comments"],
    "share buttons": ["Share on Facebook", "Share on Twitter"],
    "share names": ["Facebook", "Twitter", "Pinterest", "Email", "Print"],
}


@pytest.mark.parametrize("lines", BELOW_THE_HEADLINE.values(), ids=BELOW_THE_HEADLINE.keys())
def test_goes_below_the_headline(lines: list[str]) -> None:
    assert cleaned(f"{TITLE}\n\n" + "\n".join(lines) + f"\n\n{BODY}") == ARTICLE


WITHIN = [
    "Advertisement",
    "ADVERTISEMENT",
    "Share this article",
    "Story continues below",
    "Read the full story",
]


@pytest.mark.parametrize("line", WITHIN)
def test_goes_within_the_article(line: str) -> None:
    assert cleaned(f"{TITLE}\n\n{FIRST}\n\n{line}\n\n{SECOND}\n\n{THIRD}\n\n{LAST}\n") == ARTICLE


def test_an_author_box_goes_between_the_article_and_more_furniture() -> None:
    biography = "Ida Fenn writes about rivers and the people who live beside them."
    box = f"About the author\n{biography}\n\nView all posts by Ida Fenn\n"
    assert cleaned(f"{ARTICLE}\n{box}Leave a reply\n") == ARTICLE
    assert cleaned(f"{ARTICLE}\nAbout the author\n\nIda Fenn writes about rivers and people.\n").startswith(
        f"{ARTICLE}\nAbout the author"
    )


STAYS = {
    "caption": "The bridge in 1911, with the ferry beside it",
    "caption with its source": "Photo: Amberley County Archive",
    "short sentence": "Not much.",
    "subheading": "A loan and a crane",
    "subheading like a heading of furniture": "Comments from the council",
    "subheading that names a section": "Technology",
    "subheading that names a page": "Resources",
    "subheading about sharing": "Share",
    "one-word subheading": "Support",
    "dateline": "AMBERLEY, May 3 (Reuters) -",
    "byline": "By Ida Fenn",
    "byline with its date": "By Ida Fenn | May 3, 2023",
    "editor's note": "Editor's note, May 17, 2023: This story has been updated with the name of the ferryman.",
    "question": "What do you say to those who wanted a ferry?",
    "answer": "No comment.",
    "answer in a word": "Yes.",
    "answer that an interface says": "Today.",
    "dialogue": "“Leave a reply,” the machine said.",
    "quoted label": '"Subscribe to our newsletter"',
    "prose that begins like furniture": "Leave a reply at the town hall and the council will read it, or so it says.",
    "prose on cookies": "We use cookies made by the bakery on the square, for the children are hungry by four.",
    "prose that ends like furniture": "The sign over the door said that all rights are reserved for the miller.",
    "bullet": "• Facebook",
    "numbered entry": "3. Share this article",
    "verse": "And we shall cross, and cross again",
    "code": 'print("Share this article")',
    "figure": "1,204",
    "date of an entry": "3 May 1911",
    "attribution": "© Amberley County Archive",
    "translation of a word": "Home",
    "menu of an inn": "Breakfast | Lunch | Dinner",
    "path": "Home > Settings > Language",
    "home and away": "Home 2, Away 1",
    "asterisks": "* * *",
}


@pytest.mark.parametrize("line", STAYS.values(), ids=STAYS.keys())
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_stays_within_the_article(line: str, gap: str) -> None:
    page = gap.join((TITLE, FIRST, SECOND, line, THIRD, LAST)) + "\n"
    assert REPAIR.propose(page) == []
    with_furniture = page + gap + "LEAVE A REPLY\n"
    assert cleaned(with_furniture) == page


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f"3 May 1911\n\nDear Ida,\n\n{FIRST}\n\nYours, Tom\n", id="letter"),
        pytest.param(
            f"Monday, May 3, 1999\n\nThe Town Clerk\nAmberley\n\nDear Sir,\n\n{FIRST}\n", id="letter with address"
        ),
        pytest.param(f"Monday, 3 May 2010\n\n{FIRST}\n\nTuesday, 4 May 2010\n\n{SECOND}\n", id="diary"),
        pytest.param(
            f"Monday, 3 May 2010\n\nA day by the river\n\n{FIRST}\n\nTuesday, 4 May 2010\n\n{SECOND}\n",
            id="diary with titles",
        ),
        pytest.param(f"May 3, 1911\n\nThe bridge at Amberley falls\n\n{FIRST}\n", id="old newspaper"),
        pytest.param(
            f"{TITLE}\n\n{FIRST}\n\nPeople wrote about it on these networks:\n\nFacebook\nTwitter\nReddit\n",
            id="list after a colon",
        ),
        pytest.param(
            f"{TITLE}\n\n{FIRST}\n\nWhat was rebuilt\n\nTechnology\nHealth\nEducation\n", id="list of subjects"
        ),
        pytest.param(f"{TITLE}\n\n{FIRST}\n\n- Facebook\n- Twitter\n- Instagram\n", id="list of networks"),
        pytest.param(f"{TITLE}\n\n{FIRST}\n\nPopular\n\n1. The weir.\n2. The mill.\n", id="heading of a list"),
        pytest.param(f"{TITLE}\n\n{FIRST}\n\nNotes\n\n1. County records, 1911.\n2. Fenn, I. (2003)\n", id="notes"),
        pytest.param(f"Latest news\n\n{FIRST}\n\n{SECOND}\n", id="headline that an interface says"),
        pytest.param(f"About the author\n\n{FIRST}\n\n{SECOND}\n", id="page about an author"),
        pytest.param(
            f"{TITLE}\n\n{FIRST}\n\n```\nShare this article\nLeave a reply\n```\n\n{SECOND}\n", id="fenced code"
        ),
        pytest.param(f"---\ntitle: Bridges\ntags: rivers, bridges\n---\n\n{FIRST}\n\n{SECOND}\n", id="front matter"),
        pytest.param(
            "Cookie policy\n\nWe use cookies to remember which language you chose on our site.\n\n"
            "A cookie is a small file that a site keeps on your machine, and you can delete it when you like.\n\n"
            "Cookies that are strictly needed cannot be turned off, for the site would forget who you are.\n",
            id="page on cookies",
        ),
        pytest.param(
            "Go home\nand share\nwhat is left of the day\n\nKeep reading\nthe river\n\nNext page\nand the next\n",
            id="poem",
        ),
        pytest.param(
            "Q: When does it open?\n\nA: Today\n\nQ: And the ferry?\n\nA: Friday\n", id="interview in short lines"
        ),
        pytest.param(
            "Name | Email | Website\nIda | ida@example.org | example.org\nTom | tom@example.org | example.net\n",
            id="table",
        ),
        pytest.param(
            "| Name | Share | Email |\n|---|---|---|\n| Ann | 3 | a@x.org |\n| Bob | 4 | b@x.org |\n\n"
            "The table shows who holds how much of the firm at the end of the year.\n",
            id="table in Markdown",
        ),
        pytest.param(
            "Name | Share | Email\n---|---|---\nHome | News | Contact\n\n"
            "The table shows who holds how much of the firm at the end of the year.\n",
            id="table in Markdown without outer bars",
        ),
        pytest.param(f"Name | Share | Email\nAnn | 3 | a@x.org\n\n{FIRST}\n", id="table with bars"),
        pytest.param(f"Name\tShare\tEmail\nAnn\t3\ta@x.org\n\n{FIRST}\n", id="table with tabs"),
        pytest.param(
            "How to open it\n\nHome > Settings > Privacy is where you find the option.\n\n"
            "Turn it on and wait for the page to load again before you go on.\n",
            id="sentence that begins with a path",
        ),
        pytest.param(f"share\nto divide\nreply\nto answer\nlike\nto be fond of\n\n{FIRST}\n", id="list of verbs"),
        pytest.param(
            "Jane Porter\n\nContact\nEmail\nLinkedIn\n\nExperience\nEngineer at Mill Co. from 2010 to 2020, where I "
            "built the pump house and trained nine people.\n",
            id="headings of a CV",
        ),
        pytest.param(
            "Jane Porter\nContact\nEmail\nLinkedIn\nTwitter\nWebsite\nExperience\nEngineer at Mill Co. from 2010 to "
            "2020, where I built the pump house and trained nine people.\n",
            id="longer headings of a CV",
        ),
        pytest.param(
            "How we write\n\nContents\nHome\nAbout\nContact\nPrivacy Policy\nTerms of Service\n\n"
            "This guide says how the pages of our site are written, one after the other.\n",
            id="table of contents",
        ),
        pytest.param(
            "Tuesday, June 4, 2024\n\nMy first day at sea\n\nI woke before the alarm and found the deck already wet, "
            "and the gulls already loud above us.\n",
            id="dated entry of a blog",
        ),
        pytest.param(f"{FIRST}\n\nYou may also be interested in:\n\n{SECOND}\n", id="lead-in to a list"),
        pytest.param(f"{FIRST}\n\nWell then, see you by the river.\n\nReply\nShare\nok\n", id="end of a chat"),
        pytest.param(f"{TITLE}\n\n{FIRST}\n\n```\nShare this article\nLeave a reply\n", id="fence without an end"),
        pytest.param("早くも橋が開通しました。\n\n村の人々は三年間も待っていました。\n\nHome\n", id="japanese"),
    ],
)
def test_page_stays(page: str) -> None:
    assert REPAIR.propose(page) == []


@pytest.mark.parametrize(
    "page",
    [
        "LEAVE A REPLY\n",
        "Share this\nFacebook\nTwitter\n",
        "Home\nNews\nContact\nPrivacy Policy\n\nSubscribe to our newsletter\n© 2024 Example. All rights reserved.\n",
        "Monday, November 25, 2024",
        "",
        "\n \n",
    ],
)
def test_a_page_of_nothing_but_furniture_is_kept_whole(page: str) -> None:
    assert REPAIR.propose(page) == []


def test_a_glossary_stays_below_furniture() -> None:
    page = f"share\nto divide\nreply\nto answer\nlike\nto be fond of\n\n{FIRST}\n"
    assert cleaned(f"Skip to content\n\n{page}\nLeave a reply\n") == page


def test_a_line_of_tildes_is_no_fence() -> None:
    assert cleaned(f"{FIRST}\n\n~~~\n\n{SECOND}\n\nLeave a reply\n") == f"{FIRST}\n\n~~~\n\n{SECOND}\n"


def test_reasons_can_be_read() -> None:
    page = f"Monday, November 25, 2024\nHomeNews{TITLE}\n\n{ARTICLE}\nShare this\n\nLEAVE A REPLY\n\n© 2024 The Post\n"
    assert reasons(page) == ["date line", "breadcrumb", "share button", "comment form", "copyright footer"]


def test_blank_lines_read_naturally() -> None:
    assert cleaned(f"{FIRST}\n\nAdvertisement\n\n{SECOND}\n") == f"{FIRST}\n\n{SECOND}\n"
    assert cleaned(f"{FIRST}\nAdvertisement\n{SECOND}\n") == f"{FIRST}\n{SECOND}\n"
    assert cleaned(f"{FIRST}\nAdvertisement\n\n{SECOND}\n") == f"{FIRST}\n\n{SECOND}\n"
    assert cleaned(f"{FIRST}\n\nAdvertisement\n\n\nSkip ad\n{SECOND}\n") == f"{FIRST}\n\n\n{SECOND}\n"
    assert cleaned(f"{FIRST}\n\n{SECOND}\n\n\nLEAVE A REPLY") == f"{FIRST}\n\n{SECOND}"
    assert cleaned(f"{FIRST}\r\n\r\n{SECOND}\r\n\r\nLEAVE A REPLY") == f"{FIRST}\r\n\r\n{SECOND}"
    assert cleaned(f"{FIRST}\r\n\r\nAdvertisement\r\n\r\n{SECOND}\r\n") == f"{FIRST}\r\n\r\n{SECOND}\r\n"
    assert cleaned(f"Skip to content\n\n\n{TITLE}\n\n{BODY}") == ARTICLE


PIECES = st.sampled_from(
    [
        TITLE,
        FIRST,
        SECOND,
        THIRD,
        LAST,
        "HomeNews" + TITLE,
        "Monday, November 25, 2024",
        "3 May 2010",
        "By Ida Fenn",
        "Dear Ida,",
    ]
    + [line for lines in (*BELOW.values(), *ABOVE.values()) for line in lines]
    + list(STAYS.values())
)
PAGES = st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", "\n\n\n", "\r\n", " \n \n"])), max_size=25).map(
    lambda pieces: "".join(line + end for line, end in pieces)
)


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_what_was_cleaned_is_clean(page: str) -> None:
    text = cleaned(page)
    assert bool(text.strip()) == bool(page.strip())
    for prose in (SECOND, THIRD, LAST):
        assert text.count(prose) == page.count(prose)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    cleaned(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="ab.:|>»© \n\r\t{}12", max_size=30), max_size=10).map("\n".join))
def test_odd_lines_are_taken(text: str) -> None:
    cleaned(text)


def test_long_pages_are_taken() -> None:
    page = f"{FIRST} " * 20_000
    assert REPAIR.propose(page) == []
    menu = "Home\n\nAdvertisement\n\nCookie settings\n\n" * 5_000
    assert REPAIR.propose(menu) == []
    assert apply(menu + FIRST, REPAIR.propose(menu + FIRST)) == FIRST


def test_the_packaged_phrases_are_those_of_the_tables() -> None:
    packaged = ROOT / "src" / "textmend" / "_data" / "furniture.tsv"
    assert packaged.read_text(encoding="utf-8") == compile_furniture(ROOT / "data" / "furniture")


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "furniture").glob("*.tsv")), ids=lambda path: path.stem)
def test_every_row_of_the_tables_is_of_use(path: Path) -> None:
    seen = set()
    for row in path.read_text(encoding="utf-8").splitlines()[1:]:
        phrase, kind, strength, language, source = row.split("\t")
        assert phrase.strip() == phrase
        assert kind
        assert source
        assert strength in STRENGTHS
        assert language == path.stem
        key = plain(phrase) if "{rest}" in phrase else fold(phrase)
        assert key not in seen
        seen.add(key)
        line = (
            phrase.replace("{number}", "12").replace("{date}", "May 3, 2023").replace("{rest}", "the bridge, the ferry")
        )
        assert find(shipped_phrases(), line), f"{phrase} is not found"


def test_english_is_covered() -> None:
    rows = (ROOT / "data" / "furniture" / "en.tsv").read_text(encoding="utf-8").splitlines()
    assert len(rows) > 200


def test_a_table_that_is_out_of_order_is_refused(tmp_path: Path) -> None:
    header = "\t".join(COLUMNS)
    rows = ["Share\tshare button\tcompany\ten\town", "Reply\tcomment form\tcompany\ten\town"]
    (tmp_path / "en.tsv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not sorted"):
        compile_furniture(tmp_path)
    (tmp_path / "en.tsv").write_text("\n".join([header, *sorted(rows, key=order)]) + "\n", encoding="utf-8")
    assert compile_furniture(tmp_path).splitlines()[1].startswith("Reply")
    (tmp_path / "en.tsv").write_text("phrase\n", encoding="utf-8")
    with pytest.raises(ValueError, match="header"):
        compile_furniture(tmp_path)
