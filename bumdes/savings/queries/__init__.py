"""Reports of savings."""
