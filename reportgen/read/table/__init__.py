"""Text files of a run: results.csv, args.yaml, trials of a search."""
