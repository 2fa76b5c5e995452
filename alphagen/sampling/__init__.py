"""Samplers: what writes programs for a problem."""
