"""What checks and diagnosis say of one run: findings, causes, questions, steps."""
