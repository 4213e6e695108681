"""Curves over the epochs in numbers: trend, noise, climbs, and the signs that these come to."""
