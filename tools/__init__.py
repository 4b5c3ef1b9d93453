"""Commands for who works on the portal; nothing of it is served or shipped."""
