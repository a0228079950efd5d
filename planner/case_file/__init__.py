"""The page with everything about a family: travel window, missing items, people, documents, money, history."""
