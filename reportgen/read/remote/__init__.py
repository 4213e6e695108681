"""Runs from wherever they lie: an address that fsspec knows becomes a folder of a local cache.

One listing of what is below the address tells the runs; only the files that a report is made of
are fetched, those that have changed since. fsspec is an extra and imported when an address is met.
"""
