"""Who works here: people, their roles and passwords, and who is logged in."""
