"""Which run is better in what."""
