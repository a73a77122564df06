"""The state of the page and the actions that change it: pure values, no runs."""
