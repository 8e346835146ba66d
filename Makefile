lock:
	.venv/bin/true
