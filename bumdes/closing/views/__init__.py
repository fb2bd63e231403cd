"""Pages of closing, sharing and reporting."""
