"""What operators do, one module for each thing they look after."""
