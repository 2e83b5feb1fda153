"""The pipeline's components, one folder each: factory.py registers, <name>.py does the work."""
