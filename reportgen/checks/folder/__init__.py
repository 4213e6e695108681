"""What the folder holds and whether it belongs together; what the arguments give away."""
