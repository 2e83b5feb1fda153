"""The data model of records, and what is computed from records alone: plain Python, no spaCy."""
