"""The papers of a case: travel documents, signed forms, certificates, approvals, embassies."""
