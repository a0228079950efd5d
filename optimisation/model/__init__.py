"""The whole contract as one mixed-integer linear model, in plain lists."""
