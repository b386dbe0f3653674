"""One page or fragment each: fetch with permission, read the input, one call inwards, answer."""
