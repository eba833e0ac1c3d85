"""A pretend Jira Cloud: state, journal, REST, webhooks, plain pages; `app.py` joins them."""
