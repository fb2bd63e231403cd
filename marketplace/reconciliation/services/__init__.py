"""Writing: reports in, matching them with our rows, differences, money brought to the bank."""
