"""The browser app: ``garden app``, or ``streamlit run app.py``."""

if __name__ == "__main__":
    from app_pages.frame import show

    show()
