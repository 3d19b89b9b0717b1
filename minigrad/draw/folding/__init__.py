"""Large graphs as few boxes: what was done by one module, or over and over, stands in one box that can be opened."""
