"""Searches for good arguments."""
