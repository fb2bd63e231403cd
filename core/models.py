"""core keeps no tables of its own; its migrations make the database ready for the others."""
