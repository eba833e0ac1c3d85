"""The rule language: expressions, files, judgements."""
