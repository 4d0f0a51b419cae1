"""Public data sets: where their files are, how they are read, and a row for each."""
