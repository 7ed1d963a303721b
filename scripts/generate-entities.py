#!/usr/bin/env python3
"""Writes Sources/ChatUI/Markdown/EntityTable.swift: the named characters of HTML 5.

usage: generate-entities.py > EntityTable.swift

The names come from Python's html.entities, which has them from the HTML standard.
"""

import html.entities
import textwrap

rows = []
for name, text in sorted(html.entities.html5.items()):
    if name.endswith(";"):
        rows.append(name[:-1] + "=" + ",".join("%X" % ord(c) for c in text))
print("// Written by scripts/generate-entities.py from the HTML standard; do not edit.")
print()
print("extension Entity {")
print("  /// The %d names: each with the scalars that it stands for." % len(rows))
print('  static let names = """')
lines = textwrap.wrap(" ".join(rows), 93, break_long_words=False, break_on_hyphens=False)
print(" \\\n".join("    " + line for line in lines))
print('    """')
print("}")
