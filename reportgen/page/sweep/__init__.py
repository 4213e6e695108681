"""A sweep of runs, and a hyperparameter search."""
