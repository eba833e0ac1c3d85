"""One file for each family of warnings; ../catalogue.py lists them."""
