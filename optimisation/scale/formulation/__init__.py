"""The contract as one compact matrix, and plans read off its solutions."""
