"""The groups of options, in the order of the help."""

SESSION, SOUND, FILE, OTHER = "The session", "The sound", "The file", "Other"
