"""The only place where recording meets the browser: fetch with permission, read, one call, answer."""
