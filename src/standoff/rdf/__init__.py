"""RDF as the program uses it: terms, prefixes, parsing with positions, serialising, the store."""
