"""What `make bench` measures; README.md in the folder above tells how to read it."""
