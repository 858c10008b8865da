"""Looking for words: what somebody asks for, the rows in which it stands, and the words to mark in them."""
