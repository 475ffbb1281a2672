"""How the emulator's only locale writes dates, as ``userSettings.dateFormattingInfo`` tells it."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

# Without `calendar`: it would come over the network for these names alone.
_MONTHS = [*(date(2023, month, 1).strftime("%B") for month in range(1, 13)), ""]
_SHORT_MONTHS = [*(date(2023, month, 1).strftime("%b") for month in range(1, 13)), ""]
# From Sunday on, as this month began with one.
_DAYS = [date(2023, 1, day).strftime("%A") for day in range(1, 8)]


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
