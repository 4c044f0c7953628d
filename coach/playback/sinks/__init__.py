"""Brings audio to a device: the protocol `sink`, one adapter a module, and the `catalog` that loads them by name."""
