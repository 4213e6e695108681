"""Causes in the arguments: rate, warm-up and batch, what suits the model, single ones."""
