"""Everything that takes events off the bus; one thin module per hop, named by its verb."""
