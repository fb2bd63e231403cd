"""Pages of the stock cards."""
