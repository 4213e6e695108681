"""What the confusion matrix tells of classes."""
