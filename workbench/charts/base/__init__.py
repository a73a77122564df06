"""The figure and its table, rendering, theme, layout helpers: what the figures have in common."""
