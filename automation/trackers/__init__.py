"""The trackers, a folder each: parse is pure, client talks. The web process never loads a client."""
