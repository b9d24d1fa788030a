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
EYE = (
    '<svg viewBox="0 0 24 24" aria-hidden="true">'
    '<path d="M2.5 12C5 7.6 8.3 5.5 12 5.5s7 2.1 9.5 6.5c-2.5 4.4-5.8 6.5-9.5 6.5S5 16.4 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/></svg>'
)
HAND = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7.5 12.5V6a1.5 1.5 0 0 1 3 0v5M10.5 11V4.5a1.5 1.5 0 0 1 3 0V11'
    "M13.5 11V5.5a1.5 1.5 0 0 1 3 0V12M16.5 12V8.5a1.5 1.5 0 0 1 3 0v6.2c0 3.8-2.6 6.3-6.2 6.3-2.9 0-4.6-1.2-6-3.6l-2.6-4.5"
    'a1.5 1.5 0 0 1 2.5-1.6l1.3 1.7"/></svg>'
)
FOLD = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 9.5l6 6 6-6"/></svg>'
TICK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>'
LOUDSPEAKER = (
    '<svg viewBox="0 0 72 48" aria-hidden="true">'
    '<rect x="10" y="5" width="24" height="38" rx="3"/><circle cx="22" cy="30" r="7"/><circle cx="22" cy="14" r="3"/>'
    '<path d="M43 17a11 11 0 0 1 0 14M50 11a20 20 0 0 1 0 26M57 6a28 28 0 0 1 0 36"/></svg>'
)
OPEN_HEADPHONES = (
    '<svg viewBox="0 0 72 48" aria-hidden="true">'
    '<path d="M18 30v-4a18 18 0 0 1 36 0v4"/><rect x="13" y="26" width="10" height="16" rx="5"/>'
    '<rect x="49" y="26" width="10" height="16" rx="5"/>'
    '<path d="M18 30v8M54 30v8M5 28a9 9 0 0 0 0 12M67 28a9 9 0 0 1 0 12" stroke-dasharray="2 3"/></svg>'
)
CLOSED_HEADPHONES = (
    '<svg viewBox="0 0 72 48" aria-hidden="true">'
    '<path d="M18 28v-2a18 18 0 0 1 36 0v2"/><rect class="solid" x="10" y="25" width="14" height="19" rx="6"/>'
    '<rect class="solid" x="48" y="25" width="14" height="19" rx="6"/></svg>'
)
CALIBRATOR = (
    '<svg viewBox="0 0 72 48" aria-hidden="true">'
    '<rect x="6" y="10" width="30" height="28" rx="5"/><path d="M13 24c2.5-9 5.5-9 8 0s5.5 9 8 0"/>'
    '<path d="M36 20h7v8h-7"/><rect class="solid" x="43" y="19" width="20" height="10" rx="5"/><path d="M63 24h6"/></svg>'
)
MICROPHONE_AT_EAR = (
    '<svg viewBox="0 0 72 48" aria-hidden="true">'
    '<path d="M22 44V36h-5c-2 0-3-1-3-3v-5l-4-1 4-8c0-9 7-14 16-14 10 0 17 7 17 16 0 6-3 10-6 13v10"/>'
    '<path d="M30 22a4 4 0 1 1 6 3.5c-2 1-2 4-4.5 4"/>'
    '<rect class="solid" x="53" y="17" width="8" height="13" rx="4"/><path d="M49 26a8 8 0 0 0 16 0M57 34v8"/></svg>'
)
COUPLER = (
    '<svg viewBox="0 0 72 48" aria-hidden="true">'
    '<path d="M10 40h52"/><rect x="26" y="22" width="20" height="18" rx="3"/>'
    '<rect class="solid" x="33" y="27" width="6" height="10" rx="3"/>'
    '<path d="M20 22a16 14 0 0 1 32 0z"/><path d="M36 8V4"/></svg>'
)
DONE = (
    '<svg viewBox="0 0 72 48" aria-hidden="true">'
    '<circle cx="36" cy="24" r="19"/><path d="M27 24.5l6.5 6.5L46 18"/></svg>'
)
MIND = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 6v7.5M12 17.6v.4"/></svg>'
CROSS = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 7l10 10M17 7L7 17"/></svg>'
WAIT = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 12h.2M12 12h.2M18 12h.2"/></svg>'
