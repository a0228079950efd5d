"""The format: problems and plans as plain values, read strictly, written exactly."""
