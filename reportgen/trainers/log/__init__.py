"""What reads logs, whoever writes them: their cells, their rows, and the names of their columns."""
