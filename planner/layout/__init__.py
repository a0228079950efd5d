"""Things laid out for the eye: drawings to scale, sheets of a workbook."""
