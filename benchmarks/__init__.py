"""Speed, each figure with a floor measured in the same run: `make bench`."""
