"""Writing about loans: the only writers of this room."""
