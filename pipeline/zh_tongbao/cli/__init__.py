"""The command ``tongbao``: main.py is the entry point, one file a subcommand."""
