"""Boring factories, one file per app: an object and nothing it doesn't need."""
