"""Which runs stem from others, or repeat them: continuations, copies, families."""
