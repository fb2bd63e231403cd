"""The seller's forms. They read what people type; the services keep the rules."""
