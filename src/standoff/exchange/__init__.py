"""Exchange with other stores and formats: export, push, pull, import, differences."""
