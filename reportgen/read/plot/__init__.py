"""Curve pictures -> numbers."""
