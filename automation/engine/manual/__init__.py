"""The rule language as a reference and as schemas for editors, made from the vocabulary."""
