"""What may be compared: settings, data, heads, losses."""
