"""`python -m automation.cli`, for where the console script is not on the path."""

from automation.cli import main

main()
