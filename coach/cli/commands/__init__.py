"""The commands, one module each. Each module has its own `app`, which `coach.cli` imports when the command is run."""
