"""How well a population meets the published margins and attributes it was made from."""
