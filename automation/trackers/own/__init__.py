"""The rule folder as a tracker: objectives, their measures, and what works towards them."""
