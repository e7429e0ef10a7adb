"""The floor: about the least that a Streamlit page with a clickable chart can be."""

import streamlit as st

figure = {
    "data": [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [n % 8 for n in range(64)],
            "y": [n // 8 for n in range(64)],
        }
    ],
    "layout": {"width": 480, "height": 400},
}
event = st.plotly_chart(figure, on_select="rerun", selection_mode="points", key="chart")
st.text(f"picked {event['selection']['point_indices']}")
