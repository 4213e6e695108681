"""Run -> Facts: what checks and charts may ask of a run."""
