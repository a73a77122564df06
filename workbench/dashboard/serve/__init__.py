"""The server of the page: one process for many visitors (authentication, sessions, connections, files)."""
