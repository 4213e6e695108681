"""How much numbers vary by chance, and whether two differ by more."""
