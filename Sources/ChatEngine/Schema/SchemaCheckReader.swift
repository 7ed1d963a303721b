/// Reads the keywords that hold something against a value by itself.
struct SchemaCheckReader {
  /// Why a keyword's value is wrong, as in "must be a number".
  struct Wrong: Error {
    var reason: String
  }

  private let key: String
  private let value: JSON
  private let assertsFormats: Bool

  init(_ member: JSONMember, assertsFormats: Bool) {
    key = member.key
    value = member.value
    self.assertsFormats = assertsFormats
  }

  /// The check; nil for a keyword that holds nothing against a value.
  func check() throws(Wrong) -> SchemaNode.Check? {
    switch key {
    case "type": return .type(try types())
    case "enum":
      guard let values = value.arrayValue else { throw Wrong(reason: "must be a list of values") }
      return .anyValue(Set(values.map(SchemaValue.init)), shown: shown(values))
    case "const": return .anyValue([SchemaValue(value)], shown: shown([value]))
    case "multipleOf":
      let number = try number()
      guard number.isPositive else { throw Wrong(reason: "must be more than 0") }
      return .multiple(number, shown: value.text())
    case "minimum", "exclusiveMinimum":
      return .least(try number(), isExclusive: key != "minimum", shown: value.text())
    case "maximum", "exclusiveMaximum":
      return .most(try number(), isExclusive: key != "maximum", shown: value.text())
    case "minLength": return .shortest(try count())
    case "maxLength": return .longest(try count())
    case "pattern": return .pattern(try pattern(), shown: SafeQuote.quoted(try string()))
    case "format": return try format()
    case "minItems": return .fewestItems(try count())
    case "maxItems": return .mostItems(try count())
    case "uniqueItems":
      guard let isUnique = value.boolValue else { throw Wrong(reason: "must be true or false") }
      return isUnique ? .uniqueItems : nil
    case "minProperties": return .fewestMembers(try count())
    case "maxProperties": return .mostMembers(try count())
    case "required": return .required(try names(value))
    case "dependentRequired":
      guard let object = value.objectValue else { throw Wrong(reason: "must be an object") }
      var rules: [(name: String, others: [String])] = []
      for member in object.members { rules.append((member.key, try names(member.value))) }
      return .dependentRequired(rules)
    default: return nil
    }
  }

  private func types() throws(Wrong) -> Set<SchemaType> {
    let names = value.arrayValue?.map(\.stringValue) ?? [value.stringValue]
    var types: Set<SchemaType> = []
    for name in names {
      guard let type = name.flatMap(SchemaType.init) else {
        let known = SchemaType.allCases.map(\.rawValue).joined(separator: ", ")
        throw Wrong(reason: "must be one of \(known), or a list of them")
      }
      types.insert(type)
    }
    return types
  }

  private func format() throws(Wrong) -> SchemaNode.Check? {
    let name = try string()
    guard assertsFormats, let format = SchemaFormat(rawValue: name) else { return nil }
    return .format(format)
  }

  private func pattern() throws(Wrong) -> Pattern {
    let text = try string()
    do throws(Pattern.Invalid) {
      return try Pattern(text)
    } catch {
      throw Wrong(reason: "the pattern is none: \(error.reason)")
    }
  }

  private func string() throws(Wrong) -> String {
    guard let text = value.stringValue else { throw Wrong(reason: "must be a string") }
    return text
  }

  private func number() throws(Wrong) -> DecimalNumber {
    guard case .number(let number) = value else { throw Wrong(reason: "must be a number") }
    return DecimalNumber(number)
  }

  private func count() throws(Wrong) -> Int {
    guard let count = try number().count else { throw Wrong(reason: "must be a count") }
    return count
  }

  private func names(_ value: JSON) throws(Wrong) -> [String] {
    guard let names = value.arrayValue?.compactMap(\.stringValue),
      names.count == value.arrayValue?.count
    else { throw Wrong(reason: "must be a list of names") }
    return names
  }

  /// A few values as a person reads them.
  private func shown(_ values: [JSON]) -> String {
    let texts = values.prefix(8).map { SafeQuote.shortened($0.text()) }
    return texts.joined(separator: ", ") + (values.count > 8 ? ", …" : "")
  }
}
