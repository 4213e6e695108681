"""One folder to publish: an index of runs, a page a run, comparisons, a feed; see `write.py`."""
