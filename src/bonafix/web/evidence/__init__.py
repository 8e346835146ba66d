"""Pages on which evidence is given, and the uploads behind them."""
