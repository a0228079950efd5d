"""Documents of a case: travel documents, signed forms, certificates, approvals, embassy applications."""
