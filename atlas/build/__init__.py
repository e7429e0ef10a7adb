"""What draws the body: needs requirements-build.txt, and nothing outside imports it."""
