"""The shops that are compared: ours, stock Oscar, and Django alone. Settings, set-up and steps."""
