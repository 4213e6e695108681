"""How good the model is: heads, losses, masks, pixels, and the confidence to use."""
