"""Where the command meets the one who typed it: its streams, and what it says there."""
