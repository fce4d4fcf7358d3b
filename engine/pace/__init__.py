"""How fast the assistant's model is beside others on the same machine, in the same run (``aisle bench --model``)."""
