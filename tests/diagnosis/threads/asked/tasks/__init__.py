"""Situations of other tasks than boxes: classes, masks, key points, pixels."""
