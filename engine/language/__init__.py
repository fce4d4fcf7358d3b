"""The assistant model at run time: tokenizer, decoder, grammar and the two prompts."""
