"""Policy search: what to try next, who is on the frontier, and how it stands over an uncertain world."""
