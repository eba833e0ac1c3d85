"""How an item stands, worked out from the items around it and their history: no clock, no file."""
