"""What one validation found in each picture, and what is labelled there."""
