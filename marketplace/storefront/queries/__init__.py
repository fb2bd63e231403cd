"""What the shop pages show, as plain values."""
