"""What a user may choose, all in one place."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from os import PathLike
from typing import Any, Literal, get_args, get_origin, get_type_hints

from textmend.judge import Judge


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """The choices of `clean`, `mend`, `evidence` and `Mender`; a keyword of any of them is a field of this class.

    The defaults repair damage and leave style alone.

    Raises:
        TypeError: An option is given a value of the wrong type, or a judge cannot score.
        ValueError: An option is given a value that it does not know; the message lists those it does.
        LookupError: The encoding is not one that Python knows.

    Examples:
        >>> Options(furniture="keep").furniture
        'keep'
        >>> Options(spun="perhaps")
        Traceback (most recent call last):
        ...
        ValueError: spun must be one of 'detect', 'assume', 'never', not 'perhaps'
    """

    characters: Literal["repair", "keep"] = "repair"
    """Mojibake, stray HTML entities and control characters are repaired, or kept."""

    furniture: Literal["remove", "keep"] = "remove"
    """Lines of the page around the article (share buttons, date lines, comment forms) are removed, or kept."""

    duplicates: Literal["remove", "keep"] = "remove"
    """Second copies of a paragraph within the page are removed, or kept."""

    spun: Literal["detect", "assume", "never"] = "detect"
    """Whether synonyms are put back: where the page shows evidence that a spinner rewrote it, on every page
    whatever its evidence, or never. A page that is assumed to be spun is to be mended once: mended again, it would be
    assumed to be spun again."""

    min_confidence: float = 0.4
    """A synonym is put back where the probability that it is right is at least this, from 0 to 1."""

    lexicon: str | PathLike[str] | None = None
    """A file of word pairs (`original<TAB>spun` and optionally a weight), or a lexicon that `textmend learn` compiled,
    used on top of the built-in lexicon or alone. To inflect word pairs takes lemminflect:
    `pip install 'textmend[learn]'`."""

    lexicon_use: Literal["on-top", "alone"] = "on-top"
    """Whether `lexicon` is used on top of the built-in lexicon, or alone; without a `lexicon` it says nothing."""

    judge: Judge | None = field(default=None, hash=False)
    """A model of one's own that decides between the readings of a spun sentence that are nearly as likely as each
    other: any object with `score(sentences)`, which gives the log-probability of each. It has no say in whether a page
    was spun."""

    encoding: str | None = None
    """The encoding in which `bytes` are declared to be; None detects it. Text that is `str` has none."""

    def __post_init__(self) -> None:
        for name, hint in get_type_hints(type(self)).items():
            value = getattr(self, name)
            if get_origin(hint) is Literal and value not in get_args(hint):
                known = ", ".join(map(repr, get_args(hint)))
                raise ValueError(f"{name} must be one of {known}, not {value!r}")
        if isinstance(self.min_confidence, bool) or not isinstance(self.min_confidence, int | float):
            raise TypeError(f"min_confidence must be a number from 0 to 1, not {self.min_confidence!r}")
        if not 0 <= self.min_confidence <= 1:
            raise ValueError(f"min_confidence must be from 0 to 1, not {self.min_confidence!r}")
        if self.judge is not None and not isinstance(self.judge, Judge):
            raise TypeError(f"judge must have a method score(sentences), and {self.judge!r} has none")
        for name, kinds in (("lexicon", (str, PathLike)), ("encoding", (str,))):
            value = getattr(self, name)
            if value is not None and not isinstance(value, kinds):
                raise TypeError(f"{name} must be a string or None, not {value!r}")
        if self.encoding is not None:
            from textmend.decode import codec_name  # here, so that `import textmend` stays light

            codec_name(self.encoding)


def from_keywords(options: Options | None, keywords: dict[str, Any]) -> Options:
    """Make `Options` of what a caller gave: an `Options`, or keywords named like its fields, not both.

    Raises:
        TypeError: Both were given, or a keyword is not an option; the message lists the options.
    """
    if options is not None:
        if not isinstance(options, Options):
            raise TypeError(f"options must be a textmend.Options, not {type(options).__name__}")
        if keywords:
            raise TypeError("pass options=… or single options as keywords, not both")
        return options
    known = [field.name for field in fields(Options)]
    for name in keywords:
        if name not in known:
            raise TypeError(f"{name!r} is not an option; the options are {', '.join(known)}")
    return Options(**keywords)
