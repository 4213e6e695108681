"""Ultralytics YOLO: YOLOv8 and later, and all that is trained with its package."""
