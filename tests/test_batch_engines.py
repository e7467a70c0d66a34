"""The snippets of docs/how-to/other-engines.md run as they stand, each where its library is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import textmend

ds = pytest.importorskip("pyarrow.dataset", reason="pip install 'textmend[arrow]'")
pa = pytest.importorskip("pyarrow", reason="pip install 'textmend[arrow]'")
pq = pytest.importorskip("pyarrow.parquet", reason="pip install 'textmend[arrow]'")

PAGE = (Path(__file__).parent.parent / "docs/how-to/other-engines.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
LIBRARIES = {
    "Spark": "pyspark",
    "datatrove": "datatrove",
    "Ray Data": "ray",
    "Dask": "dask.dataframe",
    "Hugging Face datasets": "datasets",
    "pandas": "pandas",
    "polars": "polars",
}
TEXTS = ["It doesnâ€™t look right.", "All is well.", "Salt &amp; vinegar."]


def test_each_section_is_known() -> None:
    assert list(SECTIONS) == list(LIBRARIES)


@pytest.mark.parametrize("section", list(LIBRARIES))
def test_it_runs(section: str, tmp_path: Path) -> None:
    pytest.importorskip(LIBRARIES[section], reason=f"pip install '{LIBRARIES[section].partition('.')[0]}'")
    if section == "Spark" and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java: apt install openjdk-17-jre-headless")
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": TEXTS}), tmp_path / "pages.parquet")
    program = tmp_path / "program.py"
    code = "\n\n".join(re.findall(r"```python\n(.*?)```", SECTIONS[section], re.DOTALL))
    # Workers that begin anew import the program: what it does, it must do only where it was started.
    body = "".join(f"    {line}\n" if line else "\n" for line in code.split("\n"))
    program.write_text(f"if __name__ == '__main__':\n{body}", encoding="utf-8")
    environment = {
        **os.environ,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "HF_HOME": str(tmp_path / "cache"),
        "HF_HUB_OFFLINE": "1",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    done = subprocess.run([sys.executable, program], cwd=tmp_path, env=environment, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    rows = sorted(
        ds.dataset(tmp_path / "mended.parquet", format="parquet").to_table().to_pylist(), key=lambda row: row["id"]
    )
    mended = "text" if section == "datatrove" else "mended"
    assert [row[mended] for row in rows] == [textmend.clean(text) for text in TEXTS]
