"""What is to be said and done: the steps of a script, its reader, and the library of scripts."""
