"""What others talk to over HTTP: trackers to the receiver, people to the pages, programs to the API."""
