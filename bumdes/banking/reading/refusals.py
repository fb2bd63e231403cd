"""Why a file is no list of movements, in words for who sent it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class EmptyFile(Refusal):
    message = _("The file is empty.")
    field = "file"


class TooLong(Refusal):
    message = _("The file is too large. Take a shorter period: at most 1 MB and 10.000 lines.")
    field = "file"


class NotCsv(Refusal):
    message = _("This is not a CSV text. In the bank's page or in the spreadsheet, choose “CSV”.")
    field = "file"


class NotWorkbook(Refusal):
    message = _("This workbook cannot be opened. Save it as XLSX or CSV and send it again.")
    field = "file"


class BrokenQuotes(Refusal):
    message = _("From line %(line)s on a quotation mark is misplaced or not closed. Correct it there.")
    field = "file"


class NoColumns(Refusal):
    message = _("No line names the columns. Needed: date, description, and credit or amount.")
    field = "file"


class TwoColumns(Refusal):
    message = _("Two columns could be “%(name)s”: %(first)s and %(second)s. Remove one of them.")
    field = "file"
