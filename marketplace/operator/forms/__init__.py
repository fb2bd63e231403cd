"""Forms of the operator, by what they are about."""
