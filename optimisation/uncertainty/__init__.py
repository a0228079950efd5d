"""What may go wrong with a plan: papers, people, escorts and flights that fail, and plans that bear it better."""
