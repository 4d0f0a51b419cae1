"""The command line: one command a verb; bodies of a few lines that call the library."""
