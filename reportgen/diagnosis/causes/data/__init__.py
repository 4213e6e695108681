"""Causes in the data: what was validated, on what, and what the pictures show."""
