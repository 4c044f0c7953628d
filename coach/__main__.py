"""`python -m coach`."""

from coach.cli import main

if __name__ == "__main__":  # else it is a process of `coach export --all`, which imports it once more
    main()
