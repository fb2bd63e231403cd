"""The statements as files: JSON for programs, a workbook to count on with, a PDF to sign."""

from bumdes.statements.documents.data import as_data
from bumdes.statements.documents.pdf import as_pdf, document_of, printed
from bumdes.statements.documents.workbook import as_workbook

__all__ = ["as_data", "as_pdf", "as_workbook", "document_of", "printed"]
