"""The rules of a folder together: loaded, indexed, and held against each other."""
