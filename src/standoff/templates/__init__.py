"""What `standoff init` lays down."""
