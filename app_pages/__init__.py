"""Pages of the browser app: they read scenarios, ask for runs and draw; no arithmetic of the market."""
