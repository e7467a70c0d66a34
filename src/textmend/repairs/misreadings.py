"""Misreadings: text in one encoding that was read in another, where ftfy knows no way back.

Two families: UTF-8 was read as a legacy encoding (`п©п╬п╣п╥п╢` for `поезд`, and its likes in GBK or Shift-JIS), or
text of one legacy encoding was read in another (`Ïîåçä` for `Поезд`). Each known mix-up is undone on trial, word by
word, and a character model judges: the words as they stand must be implausible, those that come out plausible, and no
other mix-up may explain the line nearly as well. Where that leaves a doubt, the line stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from textmend.edits import Edit, Shifts, apply
from textmend.plausibility import CLASSES, RARE_IDEOGRAPH, RARE_LATIN, STEP, CharacterModel, code_points, packaged_model
from textmend.repairs.code import fenced, inline_code

# Nats a pair, of the pairs with a character above ASCII; clean text of a language that the model knows lies below 4.3,
# text misread above 4.7 (tests/bench/misreadings.py).
_SUSPECT = 4.3
# Pairs that next to no language has, in nats; so many of them make a line suspect whatever its mean.
_ABSURD, _ABSURDITIES = 9.0, 3
# Of ideographs that are not for every day clean text has a few in a hundred, UTF-8 read as GBK more.
_RARE = 0.1
# What comes out must be as plausible as text of a language that was not among those the model was built from.
_PLAUSIBLE = 5.0
# Of ideographs most are rare.
_PLAUSIBLE_EAST = 8.5
# Of so many signs, but for those of good typography, letters must come.
_TYPOGRAPHY = frozenset("‘’“”„‚«»‹›–—…·°§©®™\xa0")
_SIGNS = 2
# Where more of the letters than this share were never seen, nothing can be said.
_UNSEEN = 0.3
# By how much what comes out must be better: in nats a pair, and in nats over the line. The second grows where
# a line is short: chance finds something among some two hundred mix-ups.
_BETTER, _MUCH_BETTER = 1.8, 14.0
# Any bytes are text in a legacy encoding, so there more must come out: nats, characters, and different ones among them.
_LEGACY_BETTER, _LEGACY_CHARACTERS, _LEGACY_DIFFERENT = 30.0, 12, 6
_EAST_CHARACTERS, _EAST_DIFFERENT = 6, 5
# Few bytes are UTF-8 by chance now and then; below so many characters, those that the model cannot judge cost so much.
_CERTAINLY_UTF_8, _UNJUDGED = 8, 6.0
# With fewer than so many characters of UTF-8 in a line, they must be in words.
_FEW_UTF_8 = 3
# With a mix-up that explains other lines of the page less is asked.
_BETTER_AGAIN = 7.0
# A word that comes out worse by so many nats was not misread; it stays, and counts against the mix-up.
_WORSE = 5.0
_CANNOT = 10.0
# So many nats must lie between the best mix-up and the next that reads otherwise.
_AHEAD = 2.0
# To choose the mix-ups that are tried on every word, as many characters of a line are enough.
_SAMPLE = 160

_READ_AS = (
    "cp1252",
    "cp1251",
    "koi8-r",
    "cp866",
    "iso8859-5",
    "mac-cyrillic",
    "mac-roman",
    "cp437",
    "cp850",
    "cp1250",
    "cp1253",
)
_SINGLE_BYTE = (
    *("cp1251", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "cp1250", "iso8859-2", "cp852", "cp1253", "iso8859-7"),
    *("cp737", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "mac-roman", "cp437", "cp850", "cp1252"),
)
_DOUBLE_BYTE = ("gb18030", "cp932", "cp950", "cp949", "euc-jp")
_UTF_8_READ_AS = (
    *_READ_AS,
    *(
        "iso8859-2",
        "iso8859-7",
        "iso8859-15",
        "koi8-u",
        "cp852",
        "cp855",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp874",
    ),
)

_NAMES = {
    "koi8-r": "KOI8-R", "koi8-u": "KOI8-U", "mac-roman": "Mac Roman", "mac-cyrillic": "Mac Cyrillic", "gb18030": "GBK",
    "cp932": "Shift-JIS", "cp950": "Big5", "cp949": "EUC-KR", "euc-jp": "EUC-JP", "utf-8": "UTF-8",
}  # fmt: skip

# A no-break space may be half a letter here, so only what is never one parts words.
_WORD = re.compile(r"[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*")
_CONFIDENCE_UTF_8, _CONFIDENCE = 0.9, 0.8


@dataclass(frozen=True)
class MixUp:
    """Text in the encoding `truth` that was read as `read_as`."""

    truth: str
    read_as: str

    @property
    def reason(self) -> str:
        """Say what happened."""
        return f"mojibake: {_name(self.truth)} read as {_name(self.read_as)}"

    def undo(self, word: str) -> str | None:
        """Give a word as it was meant; None where the mix-up cannot have led to it."""
        try:
            if self.read_as in _DOUBLE_BYTE:
                data = word.encode(self.read_as)
                if data.decode(self.read_as) != word:  # some codecs write `¥` as a backslash
                    return None
            else:
                data = word.translate(_bytes_of(self.read_as)).encode("latin-1")
            if self.truth in _SINGLE_BYTE:
                return data.decode("latin-1").translate(_reading(self.truth))
            return data.decode(self.truth)
        except UnicodeError:
            return None


def _name(codec: str) -> str:
    if codec in _NAMES:
        return _NAMES[codec]
    if codec.startswith("cp12"):
        return f"Windows-{codec[2:]}"
    return codec.replace("iso", "ISO-") if codec.startswith("iso") else f"code page {codec[2:]}"


@cache
def _reading(codec: str) -> dict[int, str]:
    """Map the bytes above ASCII to characters; one that means nothing, to the control character of its number."""
    return {byte: bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in range(0x80, 0x100)}


@cache
def _bytes_of(codec: str) -> dict[int, str]:
    """Map characters to the bytes, as Latin-1 has them, that a single-byte encoding reads as these characters."""
    # What the encoding lacks cannot be encoded as Latin-1 any more.
    table = dict.fromkeys(range(0x80, 0x100), "\uffff")
    windows = _reading("cp1252")
    for byte, character in _reading(codec).items():
        if byte < 0xA0 and character in (chr(byte), windows[byte]):
            # A control character and what Windows-1252 has in its place are the same byte: Windows-1252 stands for
            # Latin-1 here as well, and the repair of C1 controls may have made one of the other.
            table[byte] = chr(byte)
            table.setdefault(ord(windows[byte]), chr(byte))
        table[ord(character)] = chr(byte)
    return table


@cache
def mix_ups() -> tuple[MixUp, ...]:
    """Give all mix-ups that are tried."""
    utf_8 = [MixUp("utf-8", read_as) for read_as in (*_UTF_8_READ_AS, *_DOUBLE_BYTE)]
    pairs = [(truth, read_as) for read_as in _READ_AS for truth in _SINGLE_BYTE]
    # Not one double-byte encoding in another: most ideographs are ideographs of the other as well.
    pairs += [(truth, "cp1252") for truth in _DOUBLE_BYTE]
    # KOI8-U has all letters of KOI8-R, and one is not to be taken for the other.
    others = [MixUp(*pair) for pair in pairs if pair[0] != pair[1] and pair != ("koi8-u", "koi8-r")]
    return (*utf_8, *others)


@dataclass(frozen=True)
class _Reading:
    """What undoing a mix-up makes of some words of a line."""

    mix_up: MixUp
    words: tuple[tuple[int, str, str], ...]
    gain: float
    plausible: bool

    @property
    def text(self) -> tuple[tuple[int, str], ...]:
        return tuple((start, after) for start, _, after in self.words)


class Misreadings:
    """Repairs text that was read in a wrong encoding, where a character model finds one plausible way back.

    Args:
        model: The character model; the packaged one where None is given.

    Examples:
        >>> for edit in Misreadings().propose("Ñòàðûé ìåëüíèê æèâ¸ò ó ðåêè"):
        ...     print(edit.before, edit.after, edit.reason, sep=" | ")
        Ñòàðûé | Старый | mojibake: Windows-1251 read as Windows-1252
        ìåëüíèê | мельник | mojibake: Windows-1251 read as Windows-1252
        æèâ¸ò | живёт | mojibake: Windows-1251 read as Windows-1252
        ó | у | mojibake: Windows-1251 read as Windows-1252
        ðåêè | реки | mojibake: Windows-1251 read as Windows-1252
        >>> Misreadings().propose("Старый мельник живёт у реки")
        []
    """

    def __init__(self, model: CharacterModel | None = None) -> None:
        self._model = model

    def propose(self, text: str) -> list[Edit]:
        """Propose an edit for each misread word of the lines, outside code, that hold enough of them to be sure.

        Args:
            text: Any string, lone surrogates included.

        Returns:
            Edits in order of their place, without overlap.
        """
        return self.instead_of([], text)

    def instead_of(self, edits: list[Edit], text: str) -> list[Edit]:
        """Give the edits of ftfy's, and for each line that they leave implausible better ones where there are any.

        What ftfy takes for a sequence of UTF-8 may be two letters of another encoding (`Ëχ` for `Лицо`), so a line that
        it did not make plausible is read anew as it came in.

        Args:
            edits: The edits that ftfy proposes, in order of their place.
            text: The text that they are for.

        Returns:
            Edits in order of their place, without overlap; those of the lines that are left alone as they came.
        """
        fixed = apply(text, edits) if edits else text
        if fixed.isascii():
            return edits
        model = self._model or packaged_model()
        shifts = Shifts(edits)
        lines = _whole_lines(text, ((shifts.start(start), shifts.end(end)) for start, end in _suspects(fixed, model)))
        lines = _outside_code(text, lines)
        found = {
            line: reading for line in lines if (reading := _best(text[slice(*line)], model, mix_ups(), _MUCH_BETTER))
        }
        known = tuple(dict.fromkeys(reading.mix_up for reading in found.values()))
        for line in lines if known else ():
            if line not in found and (reading := _best(text[slice(*line)], model, known, _BETTER_AGAIN)):
                found[line] = reading
        for line, reading in list(found.items()):
            of_line = [edit for edit in edits if edit.start < line[1] and line[0] < edit.end]
            ours = list(_edits(line[0], reading))
            # Bytes that ftfy restored (`Å ` for `Š`) are restored by nothing here.
            missed = reading.mix_up.truth == "utf-8" and not all(
                any(edit.start <= other.start and other.end <= edit.end for edit in ours) for other in of_line
            )
            if of_line and (missed or not _is_better(text, line, ours, of_line, model)):
                del found[line]
        if not found:
            return edits
        kept = [edit for edit in edits if not any(edit.start < end and start < edit.end for start, end in found)]
        read = [edit for (start, _), reading in found.items() for edit in _edits(start, reading)]
        return sorted((*kept, *read), key=lambda edit: edit.start)


def _is_better(text: str, line: tuple[int, int], ours: list[Edit], theirs: list[Edit], model: CharacterModel) -> bool:
    """Tell whether a line reads better with the one edits than with the others."""
    start = min(line[0], theirs[0].start)
    before = text[start : max(line[1], theirs[-1].end)]
    costs = [
        model.cost(apply(before, [replace(edit, start=edit.start - start, end=edit.end - start) for edit in edits]))[0]
        for edits in (ours, theirs)
    ]
    return costs[0] + _AHEAD <= costs[1]


def _whole_lines(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the lines that spans lie in, each once."""
    lines: dict[tuple[int, int], None] = {}
    for start, end in spans:
        first = text.rfind("\n", 0, start) + 1 if start else 0
        last = text.find("\n", max(first, end - 1))
        lines[first, len(text) if last < 0 else last] = None
    return list(lines)


def _outside_code(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out lines between fences, and those that hold code between backticks."""
    fences = fenced(text)
    return [
        (start, end)
        for start, end in lines
        if not any(first < end and start < last for first, last in fences)
        and next(inline_code(text[start:end]), None) is None
    ]


def _suspects(text: str, model: CharacterModel) -> Iterator[tuple[int, int]]:
    """Give the lines that are implausible."""
    points = code_points(f" {text} ")
    wide = points > 0x7F
    places = np.flatnonzero(wide[:-1] | wide[1:])
    around = np.stack([points[places], points[places + 1]], axis=1).reshape(-1)
    costs = model.kind_costs(around)[::2].astype(np.int64)
    ends = np.flatnonzero(points == 0x0A)
    line_of = np.searchsorted(ends, places)
    count = len(ends) + 1
    pairs = np.bincount(line_of, minlength=count)
    total = np.bincount(line_of, costs, minlength=count) * STEP
    absurd = np.bincount(line_of, costs >= _ABSURD / STEP, minlength=count)
    rare = np.bincount(line_of, model.rows[np.minimum(around[1::2], 0xFFFF)] == RARE_IDEOGRAPH, minlength=count)
    # The text begins one place later here, behind a space.
    bounds = [0, *ends.tolist(), len(text)]
    implausible = (total >= _SUSPECT * pairs) & (pairs >= 2)
    for line in np.flatnonzero(implausible | (absurd >= _ABSURDITIES) | (rare > _RARE * pairs)).tolist():
        yield bounds[line], max(bounds[line], bounds[line + 1] - (line < count - 1))


def _best(line: str, model: CharacterModel, candidates: Sequence[MixUp], least: float) -> _Reading | None:
    """Give the reading of a line that is plausible and better than all others; None where there is no such."""
    words = [(match.start(), match[0]) for match in _WORD.finditer(line)]
    sample = _sample(words)
    undone: dict[str, MixUp] = {}
    for mix_up in candidates:
        after = mix_up.undo(sample) or " ".join([mix_up.undo(word) or word for word in sample.split(" ")])
        if after != sample:
            undone.setdefault(after, mix_up)
    if not undone:
        return None
    costs, _ = model.all_costs([sample, *undone])
    gains = costs[0] - costs[1:]
    chosen = list(undone.values())
    promising = [(gains[place], chosen[place]) for place in np.argsort(-gains, kind="stable")[:4] if gains[place] > 0]
    readings = [_read(words, mix_up, model) for _, mix_up in promising]
    # With a mix-up that other lines of the page have shown, a few characters are enough.
    readings = [r for r in readings if r.gain > 0]
    good = sorted(
        (r for r in readings if r.plausible and r.gain >= least and (least < _MUCH_BETTER or _is_enough(r))),
        key=lambda reading: -reading.gain,
    )
    if not good:
        return None
    if any(good[0].gain - other.gain < _AHEAD for other in readings if other.text != good[0].text):
        return None
    return good[0]


def _sample(words: Sequence[tuple[int, str]]) -> str:
    """Join the first words until they are enough to tell mix-ups apart."""
    chosen: list[str] = []
    length = 0
    for _, word in words:
        chosen.append(word)
        length += len(word)
        if length > _SAMPLE:
            break
    return " ".join(chosen)


def _read(words: Sequence[tuple[int, str]], mix_up: MixUp, model: CharacterModel) -> _Reading:
    """Undo a mix-up word by word, leaving those that it makes worse."""
    changed: list[tuple[int, str, str]] = []
    lost = 0.0
    for start, word in words:
        after = mix_up.undo(word)
        if after is None:
            lost += _CANNOT
        elif after != word:
            worse = model.cost(after)[0] - model.cost(word)[0]
            if worse > _WORSE:
                lost += worse
            else:
                changed.append((start, word, after))
    if mix_up.truth != "utf-8":
        # Signs alone (frames, arrows, sums) are implausible to a model of languages, and say nothing.
        told = [(word, after) for _, word, after in changed if any(map(str.isalpha, word))]
    else:
        told = [(word, after) for _, word, after in changed]
    before_cost, before_pairs = model.cost(" ".join(word for word, _ in told))
    after_cost, after_pairs = model.cost(" ".join(after for _, after in told))
    certain = sum(new > "\x7f" for _, after in told for new in after) >= _CERTAINLY_UTF_8
    if mix_up.truth == "utf-8" and not certain:
        after_cost += _UNJUDGED * sum(model.cannot_judge(after) for _, after in told)
    mean_before, mean_after = before_cost / max(1, before_pairs), after_cost / max(1, after_pairs)
    rare = mix_up.truth in _DOUBLE_BYTE or (mix_up.truth == "utf-8" and certain)
    most = _PLAUSIBLE_EAST if rare else _PLAUSIBLE
    plausible = bool(changed) and mean_after <= most and mean_before - mean_after >= _BETTER
    if mix_up.truth != "utf-8":
        plausible = plausible and _makes_letters(changed) and _can_judge(changed, model)
    return _Reading(mix_up, tuple(changed), before_cost - after_cost - lost, plausible)


def _can_judge(changed: Sequence[tuple[int, str, str]], model: CharacterModel) -> bool:
    """Tell whether the model has seen most letters of the words as they stand."""
    rows = model.rows_of("".join(word for _, word, _ in changed))
    letters = rows[(rows >= RARE_LATIN)]
    return bool(np.count_nonzero(letters < CLASSES) <= _UNSEEN * len(letters))


def _is_enough(reading: _Reading) -> bool:
    """Tell whether so much came out that chance is no explanation."""
    if reading.mix_up.truth == "utf-8":
        few = sum(new > "\x7f" for _, _, after in reading.words for new in after) < _FEW_UTF_8
        return not few or all(_is_a_word(after) for _, _, after in reading.words)
    characters = [
        new
        for _, before, after in reading.words
        for place, new in enumerate(after)
        if new > "\x7f" and new.isalpha() and before[place : place + 1] != new
    ]
    east = reading.mix_up.truth in _DOUBLE_BYTE
    least = (_EAST_CHARACTERS, _EAST_DIFFERENT) if east else (_LEGACY_CHARACTERS, _LEGACY_DIFFERENT)
    return reading.gain >= _LEGACY_BETTER and len(characters) >= least[0] and len(set(characters)) >= least[1]


def _is_a_word(text: str) -> bool:
    """Tell words from formulas (`√π` would be `ù`), and from words whose capitals do not fit (`NICIODATà`)."""
    rest = text[1:]
    return any(character.isascii() and character.isalpha() for character in text) and rest in (
        rest.lower(),
        rest.upper(),
    )


def _makes_letters(changed: Sequence[tuple[int, str, str]]) -> bool:
    """Tell whether undoing a mix-up of legacy encodings made letters of what was none, where it gives Latin letters.

    A language that nobody has seen may look implausible, but it is written with letters; and where it is written with
    a sign for one (`£`, `·`), that is one sign and not several.
    """
    before = "".join(word for _, word, _ in changed)
    after = "".join(word for _, _, word in changed)
    latin = sum(character.isalpha() and "\x7f" < character < "\u0250" for character in after)
    others = sum(character.isalpha() and character >= "\u0250" for character in after)
    if others > latin:
        return True
    signs = {sign for sign in set(before) - set(after) - _TYPOGRAPHY if sign > "\x7f" and not sign.isalpha()}
    return len(signs) >= _SIGNS and sum(map(str.isalpha, after)) > sum(map(str.isalpha, before))


def _edits(offset: int, reading: _Reading) -> Iterator[Edit]:
    """Give an edit for each word, without what the word shares with its repaired form at both ends."""
    sure = _CONFIDENCE_UTF_8 if reading.mix_up.truth == "utf-8" else _CONFIDENCE
    for start, before, after in reading.words:
        first = _shared(before, after)
        last = _shared(before[first:][::-1], after[first:][::-1])
        place = offset + start + first
        old, new = before[first : len(before) - last], after[first : len(after) - last]
        yield Edit(place, place + len(old), old, new, "characters", reading.mix_up.reason, sure)


def _shared(one: str, other: str) -> int:
    """Count the characters that two strings have in common at their beginning."""
    length = min(len(one), len(other))
    return next((place for place in range(length) if one[place] != other[place]), length)
