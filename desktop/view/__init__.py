"""View models: they hold the state of the window; QML presents it and calls back."""
