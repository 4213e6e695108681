"""Situations that people asked about, by what an expert says of them."""
