"""Strategies for page-like text: paragraphs, furniture, mojibake, copies, spun words; and any text at all."""

from __future__ import annotations

from hypothesis import strategies as st

# Words a spinner puts in, words it would have replaced, and words it does not know, so that pages come out
# spun to every degree.
_WORDS = [
    *("the", "of", "and", "to", "in", "that", "was", "on", "with", "by", "for", "at", "a", "an", "its", "he"),
    *("corporate", "staff", "shedding", "individuals", "nonetheless", "whereas", "requested", "mentioned"),
    *("instructed", "acquired", "workplace", "extra", "utilizing", "monetary", "the place", "one other"),
    *(
        "together with",
        "a number of",
        "earlier than",
        "p.c",
        "{dollars}",
        "{that a}",
        "Could 17",
        "not less than",
    ),
    *("company", "employees", "losing", "people", "however", "while", "asked", "said", "told", "got", "more"),
    *(
        "financial",
        "several",
        "before",
        "percent",
        "another",
        "year",
        "May",
        "could",
        "might",
        "will",
        "would",
    ),
    *("river", "bakery", "Hollow", "Nethercombe", "lantern", "seventeen", "20", "4.5", "2024", "$5", "flour"),
]

_FURNITURE = (
    "LEAVE A REPLY",
    "Please enter your comment!",
    "Please enter your name here",
    "RELATED ARTICLES",
    "Most Popular",
    "Recent Comments",
    "Share on Facebook",
    "Tweet",
    "Monday, November 25, 2024",
    "HomeNewsMill owners count the cost of the flood",
    "Home > News > Business",
    "Advertisement",
    "Subscribe to our newsletter",
    "Read more:",
    "Comments (3)",
    "Skip to content",
    "© 2024 The Nethercombe Post. All rights reserved.",
    "By Jo Marsh",
)

_PIECES = [
    *("â€™", "â€œ", "â€\x9d", "Ã©", "Ã¨", "Â£", "Â\xa0", "ï»¿", "â€”", "Ã¢â‚¬â„¢", "‚Äô", "Ð\x9fÑ\x80Ð¸"),
    *("&amp;", "&amp;amp;", "&lt;p&gt;", "&#8217;", "&quot;", "&nbsp;", "&#10;", "<", ">", "<br>"),
    *("\x00", "\x07", "\x85", "\x92", "\x1b[31m", "\ufeff", "\ufffd", "\u200b", "\u00ad", "\ud800", "\udc80"),
    *("ﬁ", "ｆｕｌｌ", "e\u0301", "’", "“", "”", "…", "—", "{", "}", "{}", "{a", "{b}"),
    *("שלום", "مرحبا", "你好", "नमस्ते", "👍🏽"),
]

words = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_WORDS).map(str.capitalize),
    st.sampled_from(_WORDS).map(lambda word: "{" + word + "}"),
    st.sampled_from(_PIECES),
    st.text(max_size=3),
)

sentences = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(words, min_size=1, max_size=25),
    st.sampled_from([".", "?", "!", "…", ":", "", '."', ".â€\x9d"]),
)

paragraphs = st.lists(sentences, min_size=1, max_size=3).map(" ".join)

lines = st.one_of(paragraphs, paragraphs, st.sampled_from(_FURNITURE), st.text(max_size=40), st.just(""))


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page: lines of all kinds, some of them twice, with line ends of all kinds."""
    page = draw(st.lists(lines, max_size=8))
    for place in draw(st.lists(st.integers(0, max(len(page) - 1, 0)), max_size=3)):
        if page:
            page.insert(draw(st.integers(0, len(page))), page[place])
    between = draw(st.sampled_from(["\n", "\n\n", "\r\n", "\n \n", "\r", "\u2028"]))
    return draw(st.sampled_from(["", "\ufeff", "\n"])) + between.join(page) + draw(st.sampled_from(["", "\n"]))


texts = st.one_of(st.text(), pages())
