"""The encoder's making: pairs from feeds, students of all-MiniLM-L6-v2, int8, gate, comparison, publishing.

A stage a file: ``items``, ``queries`` and ``pairs`` write what is learnt from, ``broad`` what must not be forgotten,
``targets`` asks the teacher, ``training`` trains, ``graph`` and ``int8`` export, ``gate`` and ``comparison`` measure,
``publish`` ships. ``stages`` strings them together for ``python -m quantize encoder``.
"""
