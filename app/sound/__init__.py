"""``sound``: the sound without a session, from the command line."""
