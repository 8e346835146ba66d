"""Pure rules of a repair: its states, its promises, its money, its guarantee."""
