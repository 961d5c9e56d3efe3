"""The signal families, one file each; the table here is the order in which nothing depends on order."""
