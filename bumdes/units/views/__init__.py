"""The pages of this room, by concept."""
