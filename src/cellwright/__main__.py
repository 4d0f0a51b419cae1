"""`python -m cellwright`: the command line."""

from cellwright.cli import main

if __name__ == "__main__":
    main()
