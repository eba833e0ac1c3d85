"""The rules that ship: what each does, when it must not act, and what people change in it."""
