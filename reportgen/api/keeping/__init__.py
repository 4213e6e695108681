"""Judged runs beyond this process: as they are sent to it, and as they are kept between calls."""
