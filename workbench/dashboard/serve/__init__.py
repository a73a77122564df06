"""The server of the page: connections, authentication, messages."""
