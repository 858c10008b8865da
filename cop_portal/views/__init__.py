"""Pages of the composition root."""
