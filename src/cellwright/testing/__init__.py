"""Laws that every cell obeys, for the tests of users' own cells: `cw.testing.check_cell(my_cell)`."""

from cellwright.testing.check import check_cell
from cellwright.testing.finding import LawError, Report

__all__ = ["LawError", "Report", "check_cell"]
