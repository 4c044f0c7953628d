"""Holds a person's choices: their values, how they are written and read, and the file that remembers them."""
