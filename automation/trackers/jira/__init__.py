"""Jira, Cloud and Data Center: what it sends, and how it is read and written."""
