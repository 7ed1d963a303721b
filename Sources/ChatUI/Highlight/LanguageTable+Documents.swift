/// Data and documents.
extension LanguageTable {
  static let data: [(names: String, language: Language)] = [
    (
      "json jsonc json5 jsonl ndjson",
      with(c("", capitals: false)) {
        $0.form = .keys(UInt8(ascii: ":"))
        $0.metaMark = nil
      }
    ),
    (
      "yaml yml",
      with(hash("", literals: "true false null yes no on off")) {
        $0.form = .keys(UInt8(ascii: ":"))
      }
    ),
    (
      "toml",
      with(
        hash(
          "",
          quotes: [
            Language.Quote("\"\"\"", isLong: true), double, Language.Quote("'", escapes: false),
          ])
      ) {
        $0.form = .keys(UInt8(ascii: "="))
        $0.sections = true
      }
    ),
    (
      "ini conf cfg properties env dotenv systemd",
      with(hash("", quotes: [double])) {
        $0.form = .keys(UInt8(ascii: "="))
        $0.sections = true
        $0.lineComments.append([UInt8(ascii: ";")])
      }
    ),
    ("http", with(Language()) { $0.form = .keys(UInt8(ascii: ":")) }),
  ]

  static let documents: [(names: String, language: Language)] = [
    (
      "html xml svg xhtml vue svelte plist",
      with(Language()) {
        $0.form = .markup
        $0.blockComments = [(Array("<!--".utf8), Array("-->".utf8))]
      }
    ),
    ("diff patch", with(Language()) { $0.form = .diff }),
    ("markdown md", with(Language()) { $0.form = .markdown }),
  ]
}
