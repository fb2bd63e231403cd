"""Forms of the books. What was typed stays; each answer that is wrong says so beside its field."""
