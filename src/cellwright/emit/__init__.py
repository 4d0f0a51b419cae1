"""Plan to text: no torch, no compiler, no device."""
