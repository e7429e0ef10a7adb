"""Measures the app in a real browser against the barest Streamlit page: ``python -m bench``."""
