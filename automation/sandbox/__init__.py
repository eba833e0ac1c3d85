"""Pretend trackers that speak the real protocols, so that Pitboard runs with no account."""
