"""What stored runs say: effects, interactions, sensitivity, frontiers; pure functions of tables, then charts."""
