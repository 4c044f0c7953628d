"""What a person chooses: the values, how they are written and read, and the file that remembers them."""
