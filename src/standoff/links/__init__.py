"""Links: recorded, reversible judgements that an entity of ours and an item of another data set are the same."""
