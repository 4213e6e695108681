"""The pictures and labels that a data.yaml names; nothing else is ever opened."""
