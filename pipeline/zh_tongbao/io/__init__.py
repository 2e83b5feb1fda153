"""Reading documents in and writing what was found out: sources, encodings, readers, writers."""
