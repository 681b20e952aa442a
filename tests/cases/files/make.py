#!/usr/bin/env python3
"""Writes the workbooks beside this file, which no crate of the project can write.

    pip install openpyxl xlwt odfpy && python3 tests/cases/files/make.py
"""

import datetime
from pathlib import Path

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = Path(__file__).resolve().parent
DAY = datetime.date(2026, 1, 31)
ROWS = [["name", "amount", "since", "live"], ["Café", 120, DAY, True], ["Beta", 80.5, None, False]]


def xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Accounts")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            style = (day,) if isinstance(cell, datetime.date) else ()
            sheet.write(row, column, cell, *style)
    book.save(str(HERE / "accounts.xls"))


def ods():
    book = OpenDocumentSpreadsheet()
    table = Table(name="Accounts")
    for cells in ROWS:
        row = TableRow()
        for cell in cells:
            if cell is None:
                row.addElement(TableCell())
            elif isinstance(cell, bool):
                row.addElement(TableCell(valuetype="boolean", booleanvalue=str(cell).lower()))
            elif isinstance(cell, datetime.date):
                row.addElement(TableCell(valuetype="date", datevalue=cell.isoformat()))
            elif isinstance(cell, str):
                text = TableCell(valuetype="string")
                text.addElement(P(text=cell))
                row.addElement(text)
            else:
                row.addElement(TableCell(valuetype="float", value=str(cell)))
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(HERE / "accounts.ods"))


def days_since_1904():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Days"
    sheet.append(["name", "since"])
    sheet.append(["Acme", DAY])
    sheet.append(["Beta", datetime.datetime(2026, 1, 31, 10, 30)])
    book.save(HERE / "since_1904.xlsx")


xls()
ods()
days_since_1904()
