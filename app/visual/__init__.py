"""Whether a world is safe and pleasant to look at, in figures: flashes, sparkle, motion, nearness, reach, colour, parity.

Tests hold every world to the goals, and ``bench worlds`` tells the figures.
"""
