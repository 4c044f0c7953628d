"""Files made of a timeline."""
