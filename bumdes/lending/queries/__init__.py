"""Reading about loans: the only reports of this room."""
