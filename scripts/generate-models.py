#!/usr/bin/env python3
"""Writes Sources/ChatEngine/Providers/ModelTableRows.swift from a models.json.

Usage: scripts/generate-models.py [MODELS.json]        (default: ../shared/wire/models.json)

A row: id, context, longest prompt, longest answer, price in, out, cached in, cache write, tiers
("above:in/out/cached", comma between), abilities (V T S R, lower case for "no"), sampling, day of
retirement. "-" is unknown, "=" the same as before it. Rows stand under their provider's line,
"# openai".
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "../shared/wire/models.json"
TARGET = ROOT / "Sources/ChatEngine/Providers/ModelTableRows.swift"
ABILITIES = [("vision", "V"), ("tools", "T"), ("json_schema", "S"), ("reasoning", "R")]


def number(value):
    if value is None:
        return "-"
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def tier(entry):
    prices = "/".join(number(entry.get(name)) for name in ("in", "out", "cached_in"))
    return f"{entry['above']}:{prices}"


def abilities(model):
    def mark(name, letter):
        value = model[name]
        return "?" if value is None else letter if value else letter.lower()

    return "".join(mark(name, letter) for name, letter in ABILITIES)


def row(model):
    names = ("context", "max_input", "max_output", "in", "out", "cached_in", "cache_write")
    fields = [model["id"], *(number(model[name]) for name in names)]
    if fields[2] == fields[1]:
        fields[2] = "="
    fields.append(",".join(tier(entry) for entry in model["tiers"]) or "-")
    fields += [abilities(model), model["sampling"] or "-", model["retires"] or "-"]
    assert all(" " not in field and "\\" not in field for field in fields), fields
    return " ".join(fields)


def main():
    table = json.loads(SOURCE.read_text())
    lines, provider = [], None
    for model in table["models"]:
        if model["provider"] != provider:
            provider = model["provider"]
            lines.append("# " + provider)
        lines.append(row(model))
    TARGET.write_text(
        f"""// Written by scripts/generate-models.py from models.json of {table['generated']}.
// US dollars per million tokens. Do not edit.

extension ModelTable {{
  /// Fields: scripts/generate-models.py.
  static let rows = \"\"\"
"""
        + "".join(f"    {line}\n" for line in lines)
        + '    """\n}\n'
    )


main()
