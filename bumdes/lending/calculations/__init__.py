"""Loan arithmetic without a database: schedules, dates, rates."""
