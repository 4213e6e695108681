"""What a site tells of one run: its card, its curves, what it is known by."""
