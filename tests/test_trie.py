"""The trie of phrases against a dictionary of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textmend.spin.trie import NOWHERE, Trie

WORDS = 5
PHRASES = st.lists(st.integers(0, WORDS - 1), min_size=1, max_size=5).map(tuple)


@given(st.sets(PHRASES), PHRASES)
def test_it_finds_the_beginnings_of_its_phrases_and_nothing_else(
    phrases: set[tuple[int, ...]], other: tuple[int, ...]
) -> None:
    trie = Trie.of(WORDS, phrases)
    beginnings = {phrase[:length] for phrase in phrases for length in range(1, len(phrase) + 1)}
    beginnings |= {(word,) for word in range(WORDS)}
    assert len(trie) == len(beginnings)
    assert sorted(trie.phrases()) == sorted(beginnings)
    for node, phrase in enumerate(trie.phrases()):
        assert trie.find(phrase) == node
    assert (trie.find(other) == NOWHERE) == (other not in beginnings)


@given(st.sets(PHRASES))
def test_its_edges_are_in_order_and_many_are_followed_at_a_time(phrases: set[tuple[int, ...]]) -> None:
    trie = Trie.of(WORDS, phrases)
    assert (np.diff(trie.edges) > 0).all()
    nodes, words = (axis.ravel() for axis in np.indices((len(trie), WORDS)))
    expected = {phrase: node for node, phrase in enumerate(trie.phrases())}
    found = trie.follow(nodes, words).tolist()
    every = trie.phrases()
    assert found == [expected.get((*every[node], word), NOWHERE) for node, word in zip(nodes, words, strict=True)]
