"""The article put to the test: claims, their readings and verdicts, other worlds, and the pages that tell them."""
