"""The newest Ultralytics, tried: python -m tests.newest."""
