"""The model workshop: corpus, teacher, distillation, export, int8, gate, publish. Needs torch; a kiosk does not."""
