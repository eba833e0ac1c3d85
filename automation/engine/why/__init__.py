"""Why a rule did or did not act, and its inline tests."""
