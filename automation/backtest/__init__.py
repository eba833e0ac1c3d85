"""What other rules would have said of the last weeks: recorded history, replayed and compared."""
