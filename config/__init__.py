"""What the operator says: the settings, how they are loaded, and how the process logs."""
