"""The ground floor: what articles are, where they come from, where they are kept."""
