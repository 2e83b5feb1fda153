"""Tables in running text, whatever parts their cells, as one model of a grid, and its records."""
