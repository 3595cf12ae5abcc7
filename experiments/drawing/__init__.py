"""Any chart and any deck, described once and drawn as pictures, slides, papers, pages and native charts."""
