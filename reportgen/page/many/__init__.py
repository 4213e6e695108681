"""A page of very many runs: one row a run, bands in place of lines, and all numbers packed once."""
