"""What the process that reads files sends: tuples that begin with one of these words."""

READY, ROWS, PROBLEM, LOG, MEMBER, ALIVE, END = "ready", "rows", "problem", "log", "member", "alive", "end"
