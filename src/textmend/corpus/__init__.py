"""Duplicates across a corpus: two passes over its files, with what must be sorted spilled to disk between."""
