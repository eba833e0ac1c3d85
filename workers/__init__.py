"""The processes that work: doorbells over RQ, the clock that rings them, the bundled Valkey."""
