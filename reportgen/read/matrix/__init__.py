"""Confusion-matrix pictures -> numbers."""
