"""What a chart is, apart from how it is drawn, and its two drawings: Plotly's and a light SVG."""
