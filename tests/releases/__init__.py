"""The table of Ultralytics' releases, read off the published wheels: python -m tests.releases."""
