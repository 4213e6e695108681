"""The sections that hold several runs against each other."""
