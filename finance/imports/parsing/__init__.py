"""Files of banks as text, read without a database: what is in them, and what is wrong."""
