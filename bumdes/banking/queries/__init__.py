"""Reading bank lines beside the books. Callers name the account; each function opens its book."""
