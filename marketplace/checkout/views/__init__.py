"""The pages, one module per step of the way."""
