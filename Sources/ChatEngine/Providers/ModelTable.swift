/// What is known of the vendors' models without asking: windows, prices, abilities.
///
/// Behind what a provider itself reports and what the configuration says. The text is cut into lines when
/// the first model is looked up, and a line is read when its model is wanted: all of them would be a
/// quarter of what a short question computes.
package enum ModelTable {
  /// One line of the table.
  package struct Entry: Sendable {
    /// The vendor's preset.
    package let vendor: String
    fileprivate let id: String
    fileprivate let line: String

    package var model: Model {
      ModelTable.model(from: line.split(separator: " ")) ?? Model(id: id)
    }
  }

  package static let entries: [Entry] = cut(rows)
  /// The ids as they are compared.
  private static let comparables = entries.map { comparable($0.id) }

  /// The vendor's models, the newest first.
  package static func models(of preset: String) -> [Model] {
    entries.filter { $0.vendor == preset }.map(\.model)
  }

  /// What is known of the model with that id at a preset, under the very id that was asked for.
  ///
  /// Takes the forms under which vendors and hosts list one model: `models/gemini-2.5-pro`,
  /// `claude-sonnet-4-5-20250929`, `anthropic/claude-sonnet-4.5`. A host has prices of its own,
  /// which the table does not know: only OpenRouter and Azure ask what the vendor asks.
  package static func model(_ id: String, at preset: String) -> Model? {
    if Preset.named(preset)?.isLocal == true {
      return Model(id: id, price: Price(input: 0, output: 0))
    }
    guard let entry = entry(for: id, at: preset) else { return nil }
    var model = entry.model
    model.id = id
    let asksTheVendorsPrice = ["openrouter", "azure"].contains(preset)
    if (entry.vendor != preset && !asksTheVendorsPrice) || id.hasSuffix(":free") {
      model.price = nil
    }
    return model
  }

  private static func entry(for id: String, at preset: String) -> Entry? {
    let entries = entries
    let own = entries.indices.filter { entries[$0].vendor == preset }
    if let exact = own.first(where: { entries[$0].id == id }) { return entries[exact] }
    let candidates = own.isEmpty ? Array(entries.indices) : own
    let comparables = comparables
    var name = comparable(id)
    while true {
      if let place = candidates.first(where: { comparables[$0] == name }) { return entries[place] }
      guard let shorter = withoutVersion(name) else { return nil }
      name = shorter
    }
  }

  /// The id without what hosts put around it: `anthropic/claude-sonnet-4.5:beta` is
  /// `claude-sonnet-4-5`.
  private static func comparable(_ id: String) -> String {
    // In one walk: a question asks it of the whole table.
    var name: [UInt8] = []
    name.reserveCapacity(id.utf8.count)
    var (isBehindSlash, isBehindColon) = (false, false)
    for byte in id.utf8 {
      if byte == UInt8(ascii: "/") {
        isBehindSlash = true
        continue
      }
      if isBehindSlash {
        name.removeAll(keepingCapacity: true)
        (isBehindSlash, isBehindColon) = (false, false)
      }
      switch byte {
      case UInt8(ascii: ":"): isBehindColon = isBehindColon || !name.isEmpty
      case _ where isBehindColon: continue
      case UInt8(ascii: "."), UInt8(ascii: "@"): name.append(UInt8(ascii: "-"))
      default: name.append(byte.asciiLowercased)
      }
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// The name without its last part, where that is a date, a number or `latest`; else nil.
  ///
  /// A part of one or two digits belongs to the name (`opus-4-5`), unless the date goes on after it.
  private static func withoutVersion(_ name: String) -> String? {
    var parts = name.split(separator: "-")
    guard parts.count > 1, let last = parts.popLast() else { return nil }
    let isNumber = last.utf8.allSatisfy { (0x30...0x39).contains($0) }
    if last == "latest" || (isNumber && last.count >= 3) { return parts.joined(separator: "-") }
    // 2025-10-01: the day and the month go with the year.
    guard isNumber, last.count == 2, let month = parts.popLast(), month.count == 2,
      let year = parts.popLast(), year.count == 4, year.hasPrefix("20")
    else { return nil }
    return parts.joined(separator: "-")
  }
}

// MARK: Reading the rows

extension ModelTable {
  private static func cut(_ text: String) -> [Entry] {
    var text = text
    return text.withUTF8 { bytes in
      var vendor = ""
      var entries: [Entry] = []
      entries.reserveCapacity(128)
      var start = 0
      while start < bytes.count {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? bytes.count
        let line = bytes.cut(start, end)
        start = end + 1
        if line.first == UInt8(ascii: "#") {
          vendor = String(decoding: line.dropFirst(2), as: UTF8.self)
        } else if let space = line.firstIndex(of: UInt8(ascii: " "), from: 0) {
          let id = String(decoding: line.cut(0, space), as: UTF8.self)
          entries.append(
            Entry(vendor: vendor, id: id, line: String(decoding: line, as: UTF8.self)))
        }
      }
      return entries
    }
  }

  private static func model(from fields: [Substring]) -> Model? {
    guard fields.count == 12 else { return nil }
    let abilities = Array(fields[9])
    func ability(_ place: Int) -> Bool? {
      guard place < abilities.count, abilities[place] != "?" else { return nil }
      return abilities[place].isUppercase
    }
    return Model(
      id: String(fields[0]), context: Int(fields[1]),
      maxInput: Int(fields[fields[2] == "=" ? 1 : 2]),
      maxOutput: Int(fields[3]), price: price(from: fields), vision: ability(0),
      tools: ability(1), jsonSchema: ability(2), reasoning: ability(3),
      sampling: Model.Sampling(rawValue: String(fields[10])),
      retires: fields[11] == "-" ? nil : String(fields[11]))
  }

  private static func price(from fields: [Substring]) -> Price? {
    guard let input = Double(fields[4]), let output = Double(fields[5]) else { return nil }
    return Price(
      input: input, output: output, cachedInput: Double(fields[6]), cacheWrite: Double(fields[7]),
      tiers: fields[8].split(separator: ",").compactMap(tier))
  }

  /// Reads `272000:16/60/0.8`.
  private static func tier(_ text: Substring) -> Price.Tier? {
    let sides = text.split(separator: ":")
    guard sides.count == 2, let above = Int(sides[0]) else { return nil }
    let prices = sides[1].split(separator: "/")
    guard prices.count == 3, let input = Double(prices[0]), let output = Double(prices[1]) else {
      return nil
    }
    return Price.Tier(
      above: above, input: input, output: output, cachedInput: Double(prices[2]))
  }
}
