"""Citations: items, styles, exports and the anchors that lead back to the source."""
