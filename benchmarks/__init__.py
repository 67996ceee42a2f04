"""gradviz beside other ways to do the same, measured in one run: `python -m benchmarks`."""
