"""Synonyms: the words that a spinner replaced come back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import regex

from textmend.edits import Edit
from textmend.options import Options
from textmend.segment import Span
from textmend.spin.channel import Channel
from textmend.spin.context import ContextModel
from textmend.spin.evidence import Evidence, Suspicion, judge
from textmend.spin.first_look import FirstLook
from textmend.spin.language_model import LanguageModel
from textmend.spin.lexicon import Lexicon
from textmend.spin.restore import Reading, Restorer
from textmend.spin.tokens import sentences
from textmend.spin.writing import Restoration, apostrophe_of, edits_of

NAME = "synonyms"
_DATA = Path(__file__).parent.parent / "_data"
_BATCH = 400  # sentences decoded at a time; bounds the memory on long texts
_NO_EVIDENCE = Evidence(0.0, 0, ())
# A word that a spinner's template leaked with its braces on: `{word}` or `{two words}`.
_BRACED = regex.compile(r"\{(?P<words>[\p{L}\p{N}][\p{L}\p{N} ’'\-]{0,60})\}")
_BRACES_CONFIDENCE = 0.95


@lru_cache(maxsize=1)
def built_in_channel() -> tuple[Channel, LanguageModel]:
    """Open the packaged lexicon and language model, once a process."""
    model = LanguageModel(_DATA / "language_model.bin")
    return Channel(Lexicon.read(_DATA / "lexicon.bin"), model), model


@lru_cache(maxsize=1)
def built_in_context() -> ContextModel:
    """Open the packaged context model, once a process."""
    return ContextModel(_DATA / "context_model.bin")


@lru_cache(maxsize=1)
def built_in_first_look() -> FirstLook:
    """Open the packaged first look, once a process."""
    return FirstLook(_DATA / "first_look.bin")


class Synonyms:
    """Proposes the author's words for those that a spinner put in, where the page shows that one did.

    Args:
        options: `spun`, `min_confidence`, `lexicon`, `lexicon_use` and `judge` count here.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._restorer: Restorer | None = None
        self._first_look: FirstLook | None = None
        if options.spun == "never" and options.lexicon is None:
            return
        channel, model = built_in_channel()
        if options.lexicon is not None:
            # Here and not above: compiling a table needs more than reading a compiled lexicon.
            from textmend.learn.lexicon import english_frequency, load

            own = load(Path(options.lexicon), english_frequency(model))
            lexicon = own if options.lexicon_use == "alone" else channel.lexicon.merged(own)
            channel = Channel(lexicon, model)
        if options.spun != "never":
            self._restorer = Restorer(channel, model, built_in_context(), options.judge)
        # It knows the words of the built-in lexicon alone: with another, every page is read.
        if options.spun == "detect" and options.lexicon is None:
            self._first_look = built_in_first_look()

    def propose(self, text: str) -> list[Edit]:
        """Propose the author's words."""
        return self.examine(text)[1]

    def examine(self, text: str) -> tuple[Evidence, list[Edit]]:
        """Judge whether a text was spun and propose the author's words where it was."""
        evidence, restorations, spun = self._read(text, restore=True)
        if not spun:
            return evidence, []
        return evidence, propose_edits(text, restorations, spun, self._options.min_confidence)

    def judge(self, text: str) -> Evidence:
        """Judge whether a text was spun, as `examine` does, without weighing what its words stood for."""
        return self._read(text, restore=False)[0]

    def _read(self, text: str, *, restore: bool) -> tuple[Evidence, list[Restoration], list[Span]]:
        """Give the evidence, and if wanted what may be put back and the stretches in which it may."""
        if self._restorer is None:
            return _NO_EVIDENCE, [], []
        if (glance := self._glance(text)) is not None:
            return glance, [], []
        assumed = self._options.spun == "assume"
        found = sentences(text)
        spans: list[tuple[int, int]] = []
        lengths: list[int] = []
        gains: list[float] = []
        restorations: list[Restoration] = []
        suspicion = Suspicion()
        reading: Reading | None = None
        suspected = False
        first = 0
        # Of a long page only what is needed is kept; the last batch can wait for the verdict.
        while batch := list(islice(found, _BATCH)):
            if restore and reading and suspected:
                restorations += reading.restorations
            reading = self._restorer.read(text, batch)
            first = len(spans)
            spans += ((sentence.starts[0], sentence.ends[-1]) for sentence in batch)
            lengths += map(len, batch)
            gains += reading.gains
            suspected = suspicion.falls_on(lengths[first:], reading.gains) or assumed
        evidence = judge(spans, lengths, gains)
        if assumed:
            spun = [Span(0, len(text))]
        else:
            spun = [Span(window.start, window.end) for window in evidence.windows if window.spun]
        if restore and reading and spun and spun[-1].end > spans[first][0]:
            restorations += reading.restorations
        return evidence, restorations, spun

    def _glance(self, text: str) -> Evidence | None:
        """Give the evidence of a text of which the first look tells that it is not worth reading."""
        if self._first_look is None:
            return None
        glance = self._first_look(text)
        return None if glance.worth_reading else glance.evidence(text)


def propose_edits(
    text: str, restorations: Sequence[Restoration], spun: Sequence[Span], min_confidence: float
) -> list[Edit]:
    """Turn restorations into edits: those within the spun stretches that are sure enough, braces unwrapped.

    Args:
        text: The text that they were read from.
        restorations: In order of their place.
        spun: The stretches in which words may be put back, in order.
        min_confidence: The least confidence of an edit.
    """
    chosen = [
        restoration
        for restoration in restorations
        if restoration.confidence >= min_confidence and _within(restoration.start, restoration.end, spun)
    ]
    edits = edits_of(text, chosen, apostrophe_of(text), NAME)
    for match in _BRACED.finditer(text):
        if _within(*match.span("words"), spun):
            start, end = match.span()
            reason = "leaked braces of a spinner"
            edits.append(Edit(start, end, match.group(), match["words"], NAME, reason, _BRACES_CONFIDENCE))
    return sorted(edits, key=lambda edit: edit.start)


def _within(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Tell whether a stretch lies in one of several spans that are in order and do not overlap."""
    place = bisect_right(spans, start, key=lambda span: span.start) - 1
    return place >= 0 and end <= spans[place].end
