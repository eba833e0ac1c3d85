"""Ways to tell people something. Each is one file here and one line in the catalogue."""
