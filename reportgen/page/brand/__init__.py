"""What a user changes in how the page looks: logo, accent colour, templates."""
