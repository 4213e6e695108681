"""Charts as they are described, once."""
