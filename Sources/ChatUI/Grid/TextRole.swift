/// What a piece of text is; the theme says how that looks.
package enum TextRole: UInt8, CaseIterable, Sendable {
  case plain
  // Text
  case heading1, heading2, heading3, heading
  case link, address, code, math, html, footnote
  case marker, quoteBar, rule, tableHeading, tableRule
  // Code
  case keyword, type, literal, string, comment, number, function, sign, key, meta, variable
  case inserted, deleted, hunk
}
