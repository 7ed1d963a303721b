/// A set of scalars, as `[a-z\d]` names one.
struct ScalarSet: Sendable {
  /// Scalars that Unicode puts under one heading.
  struct Category: Sendable {
    /// One letter for a group of categories, two for one; `Any`, `ASCII`, `Alphabetic` as they are.
    var name: String
    var isNegated: Bool
  }

  private(set) var ranges: [ClosedRange<UInt32>] = []
  private(set) var categories: [Category] = []
  var isNegated = false

  init(_ ranges: [ClosedRange<UInt32>] = [], isNegated: Bool = false) {
    self.ranges = ranges
    self.isNegated = isNegated
  }

  init(_ category: Category) { categories = [category] }

  static let digits = ScalarSet([0x30...0x39])
  static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let lineEnds: [ClosedRange<UInt32>] = [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]
  /// White space and line ends (ECMA-262, 12.2 and 12.3).
  static let spaces = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  /// Takes in all of another set.
  mutating func insert(_ other: ScalarSet) {
    guard other.isNegated else {
      ranges += other.ranges
      categories += other.categories
      return
    }
    var next: UInt32 = 0
    for range in other.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { ranges.append(next...range.lowerBound - 1) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { ranges.append(next...0x10FFFF) }
    categories += other.categories.map { Category(name: $0.name, isNegated: !$0.isNegated) }
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isIn =
      ranges.contains { $0.contains(scalar.value) }
      || categories.contains { ScalarSet.isIn($0, scalar) }
    return isIn != isNegated
  }

  private static func isIn(_ category: Category, _ scalar: Unicode.Scalar) -> Bool {
    let isIn =
      switch category.name {
      case "Any": true
      case "ASCII": scalar.isASCII
      case "Alphabetic": scalar.properties.isAlphabetic
      case "Lowercase": scalar.properties.isLowercase
      case "Uppercase": scalar.properties.isUppercase
      case "White_Space": scalar.properties.isWhitespace
      default: abbreviation(of: scalar).hasPrefix(category.name)
      }
    return isIn != category.isNegated
  }

  /// The short name of a category, or nil for what is none that is known.
  static func category(named name: String) -> String? {
    if let short = longNames[name] { return short }
    switch name {
    case "Any", "ASCII", "Alphabetic", "Lowercase", "Uppercase", "White_Space": return name
    default: return longNames.values.contains(name) ? name : nil
    }
  }

  private static let longNames = [
    "Letter": "L", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M",
    "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N",
    "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No",
    "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi",
    "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm",
    "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
    "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C",
    "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co",
    "Unassigned": "Cn",
  ]

  private static func abbreviation(of scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
