"""The way of a page: characters, furniture, duplicates, synonyms, until nothing is left to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from textmend.edits import Edit, Shifts, apply
from textmend.mended import Mended
from textmend.options import Options, from_keywords
from textmend.repairs import Repair
from textmend.spin.evidence import Evidence

# A repair can uncover work for another (two copies that were spun differently become one when their words are
# back), so the chain runs until no repair proposes anything; the bound only keeps two repairs that undo each
# other from running forever.
_MOST_PASSES = 8


class Mender:
    """Mends texts with one set of options; build it once, use it often, from as many threads as you like.

    Args:
        options: The choices; or give single ones as keywords.

    Raises:
        TypeError: A keyword is not an option.
        ValueError: An option has a value that it does not know, or the lexicon file holds no word pairs.
        LookupError: The declared encoding is not one that Python knows.
        OSError: The lexicon file cannot be read.
        ModuleNotFoundError: The lexicon is a table of word pairs, and lemminflect is not installed:
            `pip install 'textmend[learn]'`.

    Examples:
        >>> mender = Mender(furniture="keep")
        >>> mender.clean("It doesnâ€™t look right.")
        'It doesn’t look right.'
    """

    def __init__(self, options: Options | None = None, **keywords: Any) -> None:
        # Here and not above, so that `import textmend` stays light.
        from textmend.repairs.characters import Characters
        from textmend.repairs.disguises import Disguises
        from textmend.repairs.duplicates import Duplicates
        from textmend.repairs.escapes import Escapes
        from textmend.repairs.furniture import Furniture
        from textmend.repairs.lost_bytes import LostBytes
        from textmend.repairs.misreadings import Misreadings
        from textmend.repairs.synonyms import Synonyms

        self.options = options = from_keywords(options, keywords)
        # Lost bytes before ftfy, which reads `â€ ` as a dagger; escapes before it, as they may hold mojibake.
        characters: list[Repair] = [LostBytes(), Escapes(), Characters(Misreadings()), Disguises()]
        self._before_synonyms: list[Repair] = [
            *(characters if options.characters == "repair" else []),
            *([Furniture()] if options.furniture == "remove" else []),
            *([Duplicates()] if options.duplicates == "remove" else []),
        ]
        self._synonyms = Synonyms(options)
        # Of a page that is taken to be spun whatever it shows, the mended text would be taken for spun again.
        self._synonym_passes = 1 if options.spun == "assume" else _MOST_PASSES

    def mend(self, text: str | bytes | bytearray | memoryview) -> Mended:
        """Mend a text and tell what was done.

        Args:
            text: A page: `str`; or `bytes`, `bytearray` or `memoryview` in the declared or else a detected encoding.

        Returns:
            The mended text with its edits, the evidence of spinning, and undo.

        Raises:
            TypeError: `text` is neither text nor bytes.
        """
        text, encoding = self._decoded(text)
        original = text
        stages: list[tuple[Edit, ...]] = []
        judged: Evidence | None = None
        for number in range(_MOST_PASSES):
            done = len(stages)
            text = self._prepared(text, stages)
            if number < self._synonym_passes:
                found, edits = self._synonyms.examine(text)
                judged = judged or _in_original(found, stages)
                if edits:
                    stages.append(tuple(edits))
                    text = apply(text, edits)
            if len(stages) == done:
                break
        assert judged is not None
        return Mended(original, text, tuple(stages), judged, encoding)

    def evidence(self, text: str | bytes | bytearray | memoryview) -> Evidence:
        """Judge whether a page was spun; the same as `mend(text).evidence`, without the work of mending words.

        Args:
            text: A page: `str`; or `bytes`, `bytearray` or `memoryview` in the declared or else a detected encoding.

        Returns:
            The evidence. It is about the page as it is when its characters, furniture and duplicates are mended,
            which are no spinner's; its windows tell places in the page as it came in.

        Raises:
            TypeError: `text` is neither text nor bytes.
        """
        text, _ = self._decoded(text)
        stages: list[tuple[Edit, ...]] = []
        return _in_original(self._synonyms.judge(self._prepared(text, stages)), stages)

    def _decoded(self, text: str | bytes | bytearray | memoryview) -> tuple[str, str | None]:
        """Give a page as text, and what bytes were decoded from."""
        if isinstance(text, bytes | bytearray | memoryview):
            from textmend.decode import decode

            return decode(bytes(text), self.options.encoding)
        if not isinstance(text, str):
            raise TypeError(
                f"textmend mends one text at a time, as str or bytes, not {type(text).__name__}; "
                "for a file pass its contents, for a list call it on each item"
            )
        return text, None

    def _prepared(self, text: str, stages: list[tuple[Edit, ...]]) -> str:
        """Mend all but the synonyms, once, and put the edits down as further stages."""
        for repair in self._before_synonyms:
            if edits := repair.propose(text):
                stages.append(tuple(edits))
                text = apply(text, edits)
        return text

    def clean(self, text: str | bytes | bytearray | memoryview) -> str:
        """Mend a text; the same as `mend(text).text`.

        Args:
            text: A page: `str`; or `bytes`, `bytearray` or `memoryview` in the declared or else a detected encoding.

        Returns:
            The mended text; the same object where nothing needed mending.

        Raises:
            TypeError: `text` is neither text nor bytes.
        """
        return self.mend(text).text


def _in_original(evidence: Evidence, stages: Sequence[Sequence[Edit]]) -> Evidence:
    """Move the windows to where their words were before some edits."""
    if not stages or not evidence.windows:
        return evidence
    back = [Shifts(stage) for stage in reversed(stages)]
    windows = []
    earliest = 0  # one edit can hold the end of a window and the start of the next
    for window in evidence.windows:
        start, end = window.start, window.end
        for shifts in back:
            start, end = shifts.start(start), shifts.end(end)
        start = max(start, earliest)
        windows.append(replace(window, start=start, end=end))
        earliest = end
    return replace(evidence, windows=tuple(windows))


@lru_cache(maxsize=8)
def mender_for(options: Options) -> Mender:
    """Give the mender for these options, built on first use."""
    return Mender(options)


def mend(text: str | bytes | bytearray | memoryview, options: Options | None = None, **keywords: Any) -> Mended:
    """Mend a page and tell what was done.

    Args:
        text: A page: `str`; or `bytes`, `bytearray` or `memoryview` in the declared or else a detected encoding.
        options: The choices; or give single ones as keywords, such as `furniture="keep"`.

    Returns:
        A `Mended`: `.text`, `.edits`, `.evidence` and `.undo()`.

    Raises:
        TypeError: `text` is neither text nor bytes, or a keyword is not an option.
        ValueError: An option has a value that it does not know, or the lexicon file holds no word pairs.
        LookupError: The declared encoding is not one that Python knows.
        OSError: The lexicon file cannot be read.
        ModuleNotFoundError: The lexicon is a table of word pairs, and lemminflect is not installed:
            `pip install 'textmend[learn]'`.

    Examples:
        >>> page = mend("It doesnâ€™t look right.")
        >>> page.text
        'It doesn’t look right.'
        >>> page.edits[0].repair
        'characters'
    """
    return mender_for(from_keywords(options, keywords)).mend(text)


def clean(text: str | bytes | bytearray | memoryview, options: Options | None = None, **keywords: Any) -> str:
    """Mend a page; the same as `mend(text).text`.

    Args:
        text: A page: `str`; or `bytes`, `bytearray` or `memoryview` in the declared or else a detected encoding.
        options: The choices; or give single ones as keywords, such as `furniture="keep"`.

    Returns:
        The mended text; the same object where nothing needed mending.

    Raises:
        TypeError: `text` is neither text nor bytes, or a keyword is not an option.
        ValueError: An option has a value that it does not know, or the lexicon file holds no word pairs.
        LookupError: The declared encoding is not one that Python knows.
        OSError: The lexicon file cannot be read.
        ModuleNotFoundError: The lexicon is a table of word pairs, and lemminflect is not installed:
            `pip install 'textmend[learn]'`.

    Examples:
        >>> clean("It doesnâ€™t look right.")
        'It doesn’t look right.'
    """
    return mend(text, options, **keywords).text


def evidence(text: str | bytes | bytearray | memoryview, options: Options | None = None, **keywords: Any) -> Evidence:
    """Judge whether a page was spun; the same as `mend(text).evidence`, without the work of mending words.

    Args:
        text: A page: `str`; or `bytes`, `bytearray` or `memoryview` in the declared or else a detected encoding.
        options: The choices; or give single ones as keywords, such as `lexicon="pairs.tsv"`. With `spun="never"`
            nothing is judged.

    Returns:
        An `Evidence`: `.spun`, `.spun_share`, `.spun_words`, `.gain`, `.words` and `.windows`. It is about the page
        as it is when its characters, furniture and duplicates are mended, which are no spinner's; its windows tell
        places in the page as it came in.

    Raises:
        TypeError: `text` is neither text nor bytes, or a keyword is not an option.
        ValueError: An option has a value that it does not know, or the lexicon file holds no word pairs.
        LookupError: The declared encoding is not one that Python knows.
        OSError: The lexicon file cannot be read.
        ModuleNotFoundError: The lexicon is a table of word pairs, and lemminflect is not installed:
            `pip install 'textmend[learn]'`.

    Examples:
        >>> spun = evidence(
        ...     "The corporate mentioned on Tuesday that it misplaced some huge cash final yr. Individuals accustomed "
        ...     "to the matter instructed reporters that extra job losses could be introduced quickly."
        ... )
        >>> spun.spun, spun.gain > 0.3
        (True, True)
        >>> evidence("The company said on Tuesday that it lost a lot of money last year.").spun
        False
    """
    return mender_for(from_keywords(options, keywords)).evidence(text)
