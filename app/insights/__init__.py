"""The dashboards: Streamlit pages over the published warehouse. They filter and format, no more."""
