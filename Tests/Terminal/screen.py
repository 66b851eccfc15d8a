"""A small terminal: what a program writes becomes what a person sees."""

import codecs
import re
import unicodedata

SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[_P][^\x1b]*\x1b\\|\x1b[=>78]")


def width(character):
    """The columns of a character, as most terminals count them: one character after another."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """Rows of cells, with everything that has scrolled away above. The second cell of a wide character is empty text."""

    def __init__(self, columns):
        self.columns = columns
        self.cells = [[]]
        # Whether a row goes on in the next one.
        self.wrapped = [False]
        self.row = self.column = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.rest = ""
        # Whether something was written since the width changed.
        self.settled = True

    @property
    def rows(self):
        """The text of all rows, without empty ones at the end."""
        rows = ["".join(cells).rstrip() for cells in self.cells]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def feed(self, data):
        self.settled = True
        text = self.rest + self.decoder.decode(data)
        self.rest = ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self.put(text[at])
                at += 1
            elif found := SEQUENCE.match(text, at):
                self.obey(found)
                at = found.end()
            else:
                # The end of the sequence has not arrived.
                self.rest = text[at:]
                return

    def obey(self, found):
        what = found[2]
        if what in ("J", "K"):
            assert found[1] in ("", "0"), found[0]
            del self.cells[self.row][self.column:]
            if what == "J":
                del self.cells[self.row + 1:], self.wrapped[self.row + 1:]
                self.wrapped[self.row] = False
        else:
            assert what in ("m", None), f"a sequence that this terminal does not know: {found[0]!r}"

    def put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.down()
        elif character == "\a":
            pass
        elif character == "\t":
            self.column = min(self.column // 8 * 8 + 8, self.columns - 1)
        elif size := width(character):
            if self.column + size > self.columns:
                self.wrapped[self.row] = True
                self.down()
                self.column = 0
            row = self.cells[self.row]
            row += [" "] * (self.column - len(row))
            row[self.column:self.column + size] = [character] + [""] * (size - 1)
            self.column += size

    def down(self):
        self.row += 1
        if self.row == len(self.cells):
            self.cells.append([])
            self.wrapped.append(False)

    def resize(self, columns, moves):
        """A new width. Most terminals move the text that no longer fits into the next row; others cut it off."""
        self.columns, before, self.settled = columns, (self.row, self.column), False
        if not moves:
            self.cells = [row[:columns] for row in self.cells]
            self.column = min(before[1], columns - 1)
            return
        cells, wrapped, line = [], [], []
        offset = None
        for index, row in enumerate(self.cells):
            if index == before[0]:
                offset = len(line) + before[1]
            line += row
            if self.wrapped[index] and index + 1 < len(self.cells):
                continue
            pieces = self.split(line)
            if offset is not None:
                self.row = len(cells)
                for piece in pieces[:-1]:
                    if offset < len(piece):
                        break
                    offset -= len(piece)
                    self.row += 1
                self.column, offset = min(offset, columns - 1), None
            cells += pieces
            wrapped += [True] * (len(pieces) - 1) + [False]
            line = []
        self.cells, self.wrapped = cells, wrapped

    def split(self, line):
        pieces, piece = [], []
        at = 0
        while at < len(line):
            size = 2 if at + 1 < len(line) and line[at + 1] == "" else 1
            if len(piece) + size > self.columns:
                pieces.append(piece)
                piece = []
            piece += line[at:at + size]
            at += size
        return pieces + [piece]
