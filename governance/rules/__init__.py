"""Pure calculations of governance: which right fits a case, how votes are counted, what a principle check lacks."""
