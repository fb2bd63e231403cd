"""What people type about stock."""
