"""Findings and facts -> what is the matter with a run, and what to do about it."""
