"""A backward pass step by step, with the numbers in the formulas: `draw.backward`."""
