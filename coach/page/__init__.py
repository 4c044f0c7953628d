"""Brings sessions to a phone: one page that plays them, as a single file, served in the local network, or as a site."""
