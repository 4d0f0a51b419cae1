"""What touches a compiler or a device."""
