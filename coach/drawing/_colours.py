"""The colours of the pictures. Colours that lie beside one another differ in lightness too."""

PAPER, INK, GREY, RULE = "#ffffff", "#1d2b36", "#5c6b75", "#d5dbdf"
HOLD, HOLD_LINE, BREATH, BREATH_LINE = "#f8e8c8", "#b98a2f", "#a5cdc8", "#1f7a72"
WORK, WORK_LINE, STILL = "#e0a98c", "#8f4a2a", "#e9edf0"
BAND = ("#1f7a72", "#7fb7b1")
