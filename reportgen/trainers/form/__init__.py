"""What a trainer declares of itself: its form, releases, commands and fitness."""
