"""textmend in a datatrove pipeline: a formatter that mends documents, and a filter that drops spun ones.

Needs datatrove: `pip install 'textmend[datatrove]'`.
"""

from __future__ import annotations

from typing import Any

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.formatters.base import BaseFormatter
from datatrove.utils.typeshelper import StatHints

from textmend.batch.document import Limits, mend_document
from textmend.mender import mender_for
from textmend.options import Options


class TextmendFormatter(BaseFormatter):
    """Mends each document; one that cannot be mended stays as it is, with the reason in `metadata["textmend_error"]`.

    Args:
        options: The choices of mending.
        limits: What a document may cost.
    """

    name = "textmend"

    def __init__(self, options: Options | None = None, limits: Limits | None = None) -> None:
        super().__init__()
        self.options = options or Options()
        self.limits = limits or Limits()

    def format(self, text: str) -> str:
        """Mend a text; the same text where that fails."""
        outcome = mend_document(mender_for(self.options), text, self.limits)
        return text if outcome.mended is None else outcome.mended.text

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Mend the documents of a pipeline, and count the edits by repair."""
        for document in data:
            self.stat_update(StatHints.total)
            with self.track_time():
                outcome = mend_document(mender_for(self.options), document.text, self.limits)
            if outcome.mended is None:
                self.stat_update("not_mended")
                document.metadata["textmend_error"] = outcome.error
            else:
                document.text = outcome.mended.text
                for edit in outcome.mended.edits:
                    self.stat_update(f"edits_{edit.repair}")
            yield document


class SpunFilter(BaseFilter):
    """Drops documents that an article spinner wrote; one that cannot be judged stays.

    Args:
        options: The choices of judging.
        most: The share of a document's words, from 0 to 1, that may stand in spun stretches.
        exclusion_writer: Where those that are dropped go.
    """

    name = "textmend: spun"

    def __init__(self, options: Options | None = None, most: float = 0.0, exclusion_writer: Any = None) -> None:
        super().__init__(exclusion_writer)
        self.options = options or Options()
        self.most = most

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Tell whether a document stays."""
        try:
            share = mender_for(self.options).evidence(doc.text).spun_share
        except Exception:
            self.stat_update("not_judged")
            return True
        return True if share <= self.most else (False, "spun")
