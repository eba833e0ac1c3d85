"""One fake for each port, with state of its own; tests/contracts judges them."""
