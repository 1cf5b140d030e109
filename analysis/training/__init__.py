"""How the bundled encoder is made: dictionaries and an English teacher → rows for words, trained on parallel sentences."""
