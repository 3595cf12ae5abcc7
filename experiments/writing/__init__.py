"""What is written for people and machines: folders, tables, columns, pictures, Markdown."""
