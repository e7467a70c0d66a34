"""textmend repairs mangled web scrapes; `clean(text)` is the whole of it, `mend(text)` tells what was done."""

from textmend.edits import Edit
from textmend.mended import Mended
from textmend.mender import Mender, clean, mend
from textmend.options import Options

__all__ = ["Edit", "Mended", "Mender", "Options", "clean", "mend"]
