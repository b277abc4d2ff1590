"""Doors of the LASARS."""
