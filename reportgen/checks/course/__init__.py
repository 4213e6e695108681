"""How the training went: learning, overfitting, levelling off, swings."""
