"""Where audio goes: the sink protocol, one adapter a module, and the player."""
