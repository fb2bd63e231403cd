"""Pages of savings."""
