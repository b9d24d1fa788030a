"""The console on the ward's network: its names, its certificate, and the browsers that were paired with it."""
