"""One folder for each analyser; copying a folder adds one."""
