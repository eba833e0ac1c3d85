"""Fixtures every test may use; builders of words live in tests/builders.py."""
