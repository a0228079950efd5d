"""From rows to a frozen planning problem."""
