"""Loading the demo, a step per module; each may be repeated and adds only what is missing."""
