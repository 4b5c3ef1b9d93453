"""Lighthouse, which measures how pages do on a phone."""
