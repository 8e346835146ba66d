"""Safe reading: strangers' files are parsed in a child process with limits and no network."""
