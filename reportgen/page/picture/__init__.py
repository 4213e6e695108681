"""Pictures of runs on the page, and the bytes that they may take."""
