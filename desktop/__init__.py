"""The kiosk window: view models in Python, pages and components in QML. Knows the engine's public face only."""
