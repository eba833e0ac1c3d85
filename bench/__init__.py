"""What Pitboard can do on this machine, measured side by side with something known."""
