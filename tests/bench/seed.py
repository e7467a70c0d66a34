"""The whole run on the seed page of ../shared: figures of restoration, seconds and memory of the command.

    python tests/bench/seed.py [--runs 5] [--without-seed-rows]

With the switch, the rows that were read off this very page are left out of the lexicon, which tells what a page gets
that nobody has seen. (The context model never saw these rows.)

Runs `textmend clean` as a process of its own, start of Python included, and scores what it writes with the
folder's own score. Skips, saying so, where the folder is absent.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import textmend
from textmend.learn.build import build_lexicon

SHARED = Path(__file__).parents[3] / "shared"
TABLES = Path(__file__).parents[2] / "data" / "lexicon"
MODEL = Path(textmend.__file__).parent / "_data" / "language_model.bin"
CONFIDENCES = (0.3, 0.4, 0.5, 0.7, 0.9)


def run(command: list[str]) -> float:
    """Run a command and give its seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without-seed-rows", action="store_true", help="leave out what was learned from the page")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"skipped: {SHARED} is absent")
        return
    python = [sys.executable, "-m", "textmend", "clean", str(SHARED / "seed" / "page.txt")]
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "page.txt"
        if arguments.without_seed_rows:
            lexicon = Path(folder) / "lexicon.bin"
            build_lexicon(TABLES, MODEL, lexicon, leave_out=("seed",))
            python += ["--lexicon", str(lexicon), "--lexicon-use", "alone"]
        seconds = [run([*python, "-o", str(output)]) for _ in range(arguments.runs)]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"seconds: median {statistics.median(seconds):.2f}, longest {max(seconds):.2f}; memory {memory:.0f} MB")
        for confidence in CONFIDENCES:
            run([*python, "--min-confidence", str(confidence), "-o", str(output)])
            score = [sys.executable, str(SHARED / "score" / "restoration.py"), str(SHARED / "seed"), str(output)]
            figures = json.loads(subprocess.run([*score, "--json"], check=True, capture_output=True).stdout)
            print(f"min_confidence {confidence}: {figures}")
    imports = [run([sys.executable, "-c", "import textmend"]) for _ in range(arguments.runs)]
    bare = [run([sys.executable, "-c", ""]) for _ in range(arguments.runs)]
    print(f"import textmend: {statistics.median(imports) - statistics.median(bare):.3f} s")


if __name__ == "__main__":
    main()
