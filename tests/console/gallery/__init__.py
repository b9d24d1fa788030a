"""Pictures of every page, in both languages and at three sizes, light and dark, to be looked at: see `__main__`."""
