"""The page where everything about a family meets: its window, what is missing, people, papers, money, history."""
