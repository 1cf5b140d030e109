"""Measurements: a generator of news with gold topics and stories, and a table against peers."""
