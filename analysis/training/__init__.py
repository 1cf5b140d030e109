"""How the bundled encoder is made: dictionaries and an English teacher → rows of words, trained on translations."""
