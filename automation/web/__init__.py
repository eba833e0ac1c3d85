"""What is reached over HTTP: the receiver by trackers, pages by people, the API by programs."""
