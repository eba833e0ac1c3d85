"""A pretend GitHub: state, journal, REST, webhooks and plain pages; `app.py` puts it together."""
