"""Visual layout: drawings to scale and sheets of a workbook."""
