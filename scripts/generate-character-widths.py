#!/usr/bin/env python3
"""Writes Sources/ChatUI/Grid/CharacterWidthTable.swift from the Unicode character database.

usage: generate-character-widths.py UNICODE-FOLDER > CharacterWidthTable.swift

UNICODE-FOLDER holds EastAsianWidth.txt, emoji-data.txt, GraphemeBreakProperty.txt and
DerivedCoreProperties.txt of one Unicode version.
"""

import re
import sys

# The classes, in the order of CharacterWidth.Kind.
REPLACED, NARROW, WIDE, MARK, CONTROL, INVISIBLE, BIDI, TAG, REGIONAL, SEPARATOR, VOWEL = range(11)

# What Unicode 15.0 added (the Age=15.0 ranges). Debian 12's C library knows Unicode 14, so ncurses
# loses these; no two of five terminals agree on them (platform-facts.md, 1.4). Rule 4 applies.
TOO_NEW = """
0CF3 0ECE 10EFD-10EFF 1123F-11241 11B00-11B09 11F00-11F10 11F12-11F3A 11F3E-11F59 1342F
13439-13455 1B132 1B155 1D2C0-1D2D3 1DF25-1DF2A 1E030-1E06D 1E08F 1E4D0-1E4F9 1F6DC 1F774-1F776
1F77B-1F77F 1F7D9 1FA75-1FA77 1FA87-1FA88 1FAAD-1FAAF 1FABB-1FABD 1FABF 1FACE-1FACF 1FADA-1FADB
1FAE8 1FAF7-1FAF8 2B739 31350-323AF
"""
# Terminals and the C library disagree: wide in the one, narrow in the other. Rule 4 again.
DISPUTED = "3248-324F 4DC0-4DFF 13430-13438"
# faults.md section 4: bidirectional controls; characters that are drawn as nothing.
BIDI_CONTROLS = "061C 200E-200F 202A-202E 2066-2069"
INVISIBLES = "00AD 034F 115F-1160 180B-180F 200B-200D 2060-2064 206A-206F 3164 FE00-FE0F FEFF"
INVISIBLES += " FFA0 FFF9-FFFB"
INVISIBLES += " 1BCA0-1BCA3 1D173-1D17A 1F3FB-1F3FF E0100-E01EF"
TAGS = "E0001 E0020-E007F"
# Medial vowels and final consonants of Hangul: they join a leading consonant or stand for nothing.
VOWELS = "1161-11FF D7B0-D7C6 D7CB-D7FB"


def ranges(text):
    for item in text.split():
        first, _, last = item.partition("-")
        yield int(first, 16), int(last or first, 16)


def entries(folder, name):
    with open(f"{folder}/{name}", encoding="utf-8") as file:
        for line in file:
            data, _, comment = line.partition("#")
            fields = [field.strip() for field in data.split(";")]
            if len(fields) < 2:
                continue
            first, _, last = fields[0].partition("..")
            yield int(first, 16), int(last or first, 16), fields[1], comment


def classes(folder):
    table = bytearray([REPLACED]) * 0x110000

    def paint(first, last, value):
        for scalar in range(first, last + 1):
            table[scalar] = value

    # The comment of each entry starts with the general category: "# Lu  [26] ...".
    for first, last, width, comment in entries(folder, "EastAsianWidth.txt"):
        category = comment.split()[0]
        if category in ("Cn", "Cs"):
            continue
        if category == "Cc":
            value = CONTROL
        elif category in ("Mn", "Me"):
            value = MARK
        elif category in ("Zl", "Zp"):
            value = SEPARATOR
        else:
            value = WIDE if width in ("W", "F") else NARROW
        paint(first, last, value)
    for first, last, value, _ in entries(folder, "emoji-data.txt"):
        if value == "Emoji_Presentation":
            paint(first, last, WIDE)
    for first, last, value, _ in entries(folder, "DerivedCoreProperties.txt"):
        if value == "Default_Ignorable_Code_Point":
            for scalar in range(first, last + 1):
                if table[scalar] != REPLACED:
                    table[scalar] = INVISIBLE
    for first, last, value, _ in entries(folder, "GraphemeBreakProperty.txt"):
        if value == "Regional_Indicator":
            paint(first, last, REGIONAL)
    for text, value in (
        (INVISIBLES, INVISIBLE), (BIDI_CONTROLS, BIDI), (TAGS, TAG), (VOWELS, VOWEL),
        (TOO_NEW, REPLACED), (DISPUTED, REPLACED),
    ):
        for first, last in ranges(text):
            paint(first, last, value)
    return table


def main():
    table = classes(sys.argv[1])
    with open(f"{sys.argv[1]}/EastAsianWidth.txt", encoding="utf-8") as file:
        version = re.search(r"EastAsianWidth-([0-9.]+)\.txt", file.readline()).group(1)
    starts = [s for s in range(0x110000) if s == 0 or table[s] != table[s - 1]]
    words = [f"0x{start << 4 | table[start]:07X}" for start in starts]
    print(f"// Written by scripts/generate-character-widths.py from Unicode {version}; do not edit.")
    print()
    print("extension CharacterWidth {")
    print("  /// Where each run of scalars of one kind starts: the first scalar << 4 | the kind.")
    print("  ///")
    print(f"  /// {len(words)} runs, sorted. They take {len(words) * 4 // 1000} kB; a binary search takes 11 steps.")
    print("  static let runs: [UInt32] = [")
    for index in range(0, len(words), 8):
        print("    " + ", ".join(words[index:index + 8]) + ",")
    print("  ]")
    print("}")


if __name__ == "__main__":
    main()
