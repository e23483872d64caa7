"""From an article to drafts of claims: offline, without a language model, each anchored to its exact words."""
