/// What checks find in a value.
extension SchemaNode.Check {
  /// What is wrong, as in "must be an integer"; nil where nothing is.
  func problem(of value: JSON) -> String? {
    switch self {
    case .type(let types):
      guard types.isDisjoint(with: SchemaType.types(of: value)) else { return nil }
      let wanted = SchemaType.allCases.filter(types.contains).map(\.words)
      let found = SchemaType.types(of: value)[0].words
      return "must be \(wanted.joined(separator: " or ")), not \(found)"
    case .anyValue(let values, let shown):
      guard !values.contains(SchemaValue(value)) else { return nil }
      return values.count == 1 ? "must be \(shown)" : "must be one of \(shown)"
    case .multiple, .least, .most:
      guard case .number(let number) = value else { return nil }
      return problem(ofNumber: DecimalNumber(number))
    case .shortest, .longest, .pattern, .format:
      return value.stringValue.flatMap(problem(ofText:))
    case .fewestItems, .mostItems, .uniqueItems:
      return value.arrayValue.flatMap(problem(ofElements:))
    case .fewestMembers, .mostMembers, .required, .dependentRequired:
      return value.objectValue.flatMap(problem(ofObject:))
    }
  }

  private func problem(ofNumber number: DecimalNumber) -> String? {
    switch self {
    case .multiple(let unit, let shown):
      return number.isMultiple(of: unit) ? nil : "must be a multiple of \(shown)"
    case .least(let limit, let isExclusive, let shown):
      if number < limit || (isExclusive && number == limit) {
        return isExclusive ? "must be more than \(shown)" : "must be at least \(shown)"
      }
    case .most(let limit, let isExclusive, let shown):
      if limit < number || (isExclusive && number == limit) {
        return isExclusive ? "must be less than \(shown)" : "must be at most \(shown)"
      }
    case .type, .anyValue, .shortest, .longest, .pattern, .format, .fewestItems, .mostItems,
      .uniqueItems, .fewestMembers, .mostMembers, .required, .dependentRequired:
      break
    }
    return nil
  }

  private func problem(ofText text: String) -> String? {
    switch self {
    case .shortest(let count):
      return text.unicodeScalars.count < count ? "must have at least \(count) characters" : nil
    case .longest(let count):
      return text.unicodeScalars.count > count ? "must have at most \(count) characters" : nil
    case .pattern(let pattern, let shown):
      return pattern.matches(text) ? nil : "must match the pattern \(shown)"
    case .format(let format):
      return format.matches(text) ? nil : "must be \(format.words)"
    case .type, .anyValue, .multiple, .least, .most, .fewestItems, .mostItems, .uniqueItems,
      .fewestMembers, .mostMembers, .required, .dependentRequired:
      return nil
    }
  }

  private func problem(ofElements elements: [JSON]) -> String? {
    switch self {
    case .fewestItems(let count):
      return elements.count < count ? "must have at least \(count) items" : nil
    case .mostItems(let count):
      return elements.count > count ? "must have at most \(count) items" : nil
    case .uniqueItems:
      let values = Set(elements.map(SchemaValue.init))
      return values.count < elements.count ? "must not hold the same value twice" : nil
    case .type, .anyValue, .multiple, .least, .most, .shortest, .longest, .pattern, .format,
      .fewestMembers, .mostMembers, .required, .dependentRequired:
      return nil
    }
  }

  private func problem(ofObject object: JSONObject) -> String? {
    switch self {
    case .fewestMembers(let count):
      return object.members.count < count ? "must have at least \(count) members" : nil
    case .mostMembers(let count):
      return object.members.count > count ? "must have at most \(count) members" : nil
    case .required(let names):
      return Self.lacking(names.filter { object[$0] == nil })
    case .dependentRequired(let rules):
      let names = rules.filter { object[$0.name] != nil }.flatMap(\.others)
      return Self.lacking(names.filter { object[$0] == nil })
    case .type, .anyValue, .multiple, .least, .most, .shortest, .longest, .pattern, .format,
      .fewestItems, .mostItems, .uniqueItems:
      return nil
    }
  }

  private static func lacking(_ names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    return "lacks \(names.prefix(8).map(SafeQuote.quoted).joined(separator: ", "))"
  }
}
