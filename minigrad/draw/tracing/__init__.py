"""What a program did, recorded or not, on minigrad and on PyTorch: `draw.trace`."""
