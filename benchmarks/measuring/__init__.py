"""What every benchmark measures with: processes, databases, servers, answers and tables."""
