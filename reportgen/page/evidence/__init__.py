"""The sections of curves, confusion matrix and classes."""
