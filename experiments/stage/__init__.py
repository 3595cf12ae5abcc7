"""Charts for the stage: one description a figure, drawn as a picture, in the browser or as a native slide chart."""
