"""Everything that puts news on the bus; one thin module per way in."""
