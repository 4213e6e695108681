"""The sections of one run."""
