"""How the emulator's only locale writes dates, as ``userSettings.dateFormattingInfo`` tells it."""

from __future__ import annotations

import calendar
from typing import TypedDict

_MONTHS = [*calendar.month_name[1:], ""]
_SHORT_MONTHS = [*calendar.month_abbr[1:], ""]
# From Sunday on.
_DAYS = [calendar.day_name[(day + 6) % 7] for day in range(7)]


class DateFormatting(TypedDict):
    """Names and patterns of dates, of the United States (`scripts.md` 2.4); without the `Calendar`."""

    AmDesignator: str
    PmDesignator: str
    AbbreviatedDayNames: list[str]
    AbbreviatedMonthGenitiveNames: list[str]
    AbbreviatedMonthNames: list[str]
    CalendarWeekRule: int
    DateSeparator: str
    DayNames: list[str]
    FirstDayOfWeek: int
    FullDateTimePattern: str
    LongDatePattern: str
    LongTimePattern: str
    MonthDayPattern: str
    MonthGenitiveNames: list[str]
    MonthNames: list[str]
    ShortDatePattern: str
    ShortTimePattern: str
    ShortestDayNames: list[str]
    SortableDateTimePattern: str
    TimeSeparator: str
    UniversalSortableDateTimePattern: str
    YearMonthPattern: str


DATE_FORMATTING: DateFormatting = {
    "AmDesignator": "AM",
    "PmDesignator": "PM",
    "AbbreviatedDayNames": [day[:3] for day in _DAYS],
    "AbbreviatedMonthGenitiveNames": _SHORT_MONTHS,
    "AbbreviatedMonthNames": _SHORT_MONTHS,
    "CalendarWeekRule": 0,
    "DateSeparator": "/",
    "DayNames": _DAYS,
    "FirstDayOfWeek": 0,
    "FullDateTimePattern": "dddd, MMMM d, yyyy h:mm:ss tt",
    "LongDatePattern": "dddd, MMMM d, yyyy",
    "LongTimePattern": "h:mm:ss tt",
    "MonthDayPattern": "MMMM d",
    "MonthGenitiveNames": _MONTHS,
    "MonthNames": _MONTHS,
    "ShortDatePattern": "M/d/yyyy",
    "ShortTimePattern": "h:mm tt",
    "ShortestDayNames": [day[:2] for day in _DAYS],
    "SortableDateTimePattern": "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    "TimeSeparator": ":",
    "UniversalSortableDateTimePattern": "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    "YearMonthPattern": "MMMM yyyy",
}
