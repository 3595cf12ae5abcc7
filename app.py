"""The browser app, as ``garden app`` serves it."""

if __name__ == "__main__":
    from app_pages.frame import show

    show()
