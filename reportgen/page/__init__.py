"""Findings and charts -> one HTML file."""
