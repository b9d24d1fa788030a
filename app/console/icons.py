"""The few pictograms, as SVG; their colours come from the style sheet."""

HEADSET = (
    '<svg viewBox="0 0 48 32" aria-hidden="true">'
    '<path d="M8 7h32a4 4 0 0 1 4 4v11a5 5 0 0 1-5 5h-7l-4.5-5.5h-7L16 27H9a5 5 0 0 1-5-5V11a4 4 0 0 1 4-4z"/>'
    '<path d="M14 7c2-3 18-3 20 0"/></svg>'
)
SCREEN = (
    '<svg viewBox="0 0 48 32" aria-hidden="true">'
    '<rect x="8" y="3" width="32" height="21" rx="3"/><path d="M18 29h12M24 24v5"/></svg>'
)
HEADSET_FLAT = (
    '<svg viewBox="0 0 48 32" aria-hidden="true">'
    '<path d="M8 7h32a4 4 0 0 1 4 4v11a5 5 0 0 1-5 5h-7l-4.5-5.5h-7L16 27H9a5 5 0 0 1-5-5V11a4 4 0 0 1 4-4z"/>'
    '<path d="M15 12h18v5.5H15z"/></svg>'
)
FOLD = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 9.5l6 6 6-6"/></svg>'
TICK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>'
