"""What ships with Aisle: models, the demo store, translations."""
