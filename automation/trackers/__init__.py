"""The trackers, a folder each: parse is pure, client talks. web never loads a client."""
