"""How long a way takes: the model, its calibration, coordinates, providers."""
