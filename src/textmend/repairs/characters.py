"""Characters: mojibake and its relatives, through ftfy."""
