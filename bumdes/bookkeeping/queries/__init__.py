"""What the pages of the books show, as frozen rows. Callers name the book; it must be open."""
