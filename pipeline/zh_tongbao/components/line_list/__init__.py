"""The single cases that a bulletin describes."""
