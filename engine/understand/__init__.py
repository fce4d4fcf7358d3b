"""From a dialogue to an Action: what amounts stand in it, and the model's reading of it under the Action grammar."""
