"""The planner's own rules: pairs kept apart, day limits."""
