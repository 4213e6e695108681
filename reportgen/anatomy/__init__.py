"""What kind of mistakes a model makes, and in which pictures: statistics of one validation."""
