"""textmend repairs mangled web scrapes.

`clean(text)` is the whole of it, `mend(text)` tells what was done, `evidence(text)` only whether a page was spun.
"""

from textmend.edits import Edit
from textmend.judge import Judge
from textmend.mended import Mended
from textmend.mender import Mender, clean, evidence, mend
from textmend.options import Options
from textmend.spin.evidence import Evidence, Window

__all__ = ["Edit", "Evidence", "Judge", "Mended", "Mender", "Options", "Window", "clean", "evidence", "mend"]
