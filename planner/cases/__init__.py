"""Applications: cases from the first wish to return, their people, their status, and the list that finds them."""
