"""Finds run folders, and says which files each of them holds."""
