"""Rules in, Plans out: the pure heart. Reads no clock, file or network."""
