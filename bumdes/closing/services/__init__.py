"""Closing, sharing, paying, reporting."""
