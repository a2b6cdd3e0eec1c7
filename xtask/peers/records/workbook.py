"""A workbook as Excel writes it, with shared texts, of the rows of a CSV file. args: ROWS.csv OUT.xlsx"""
import datetime, sys, zipfile
from xml.sax.saxutils import escape

source, target = sys.argv[1:]
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
START = datetime.datetime(1899, 12, 30)
texts = {}


def text(column, row, value):
    return f'<c r="{column}{row}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'


def cells(row, values):
    number, moment, kind, latitude, longitude = values
    if row == 1:
        return "".join(text(column, 1, value) for column, value in zip("ABCDE", values))
    days = (datetime.datetime.fromisoformat(moment) - START) / datetime.timedelta(days=1)
    return (f'{text("A", row, number)}<c r="B{row}" s="1"><v>{days!r}</v></c>{text("C", row, kind)}'
            f'<c r="D{row}"><v>{latitude}</v></c><c r="E{row}"><v>{longitude}</v></c>')


with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
    for name, part in PARTS.items():
        book.writestr(name, HEAD + part)
    with open(source, encoding="utf-8") as rows, book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
        sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
        for row, line in enumerate(rows, 1):
            sheet.write(f'<row r="{row}">{cells(row, line.rstrip().split(";"))}</row>'.encode())
        sheet.write(b"</sheetData></worksheet>")
    with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
        shared.write(f'{HEAD}<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">'.encode())
        for value in texts:
            shared.write(f"<si><t>{escape(value)}</t></si>".encode())
        shared.write(b"</sst>")
