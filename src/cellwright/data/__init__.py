"""Raw data to arrays."""
