"""The parts of a page: levers, tiles, cards, tables, the print header."""
