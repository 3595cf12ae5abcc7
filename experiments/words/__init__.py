"""What is told to people: texts in both languages, one file each, and how numbers are written in them."""
