"""What is closed, what must be done before the next closing, what was shared and paid."""
