"""Views of the public shop pages."""
