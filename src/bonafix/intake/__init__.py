"""A call, a chat, a form, a scan becomes a case."""
