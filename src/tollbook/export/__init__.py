"""What leaves a record, in forms others can use."""
