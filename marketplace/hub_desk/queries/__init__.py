"""Reads of the desk, one module for each thing it looks after."""
