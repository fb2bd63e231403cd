"""Pages of the bank's room."""
