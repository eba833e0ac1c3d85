"""Rules, one item and now, in; a Plan, out."""
