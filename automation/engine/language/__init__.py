"""The language of conditions and texts: its words, its grammar, its evaluator."""
