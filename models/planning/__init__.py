"""Plans and the rules that planners add: plans, sets of scenarios, day limits."""
