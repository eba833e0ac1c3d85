"""What stands in a rule file, compiled part by part into one Rule."""
