"""The top floor: what people touch, the web page and the command line."""
