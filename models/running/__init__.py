"""What Navrat itself needs to run: background runs, signs of life, settings, used forms, stored files."""
