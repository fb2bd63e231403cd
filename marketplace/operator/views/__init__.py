"""Pages of the operator, one module for each thing looked after."""
