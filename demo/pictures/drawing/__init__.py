"""Sedulang's own picture maker: gouache-like SVG still lifes, one module per concept."""
