/// What is known of the vendors' models without asking: windows, prices, abilities.
///
/// Behind what a provider itself reports and what the configuration says. The text is parsed when
/// the first model is looked up.
package enum ModelTable {
  /// One line of the table.
  package struct Entry: Sendable, Equatable {
    /// The vendor's preset.
    package var vendor: String
    package var model: Model
    /// The id as it is compared.
    fileprivate var comparable: String
  }

  package static let entries: [Entry] = parse(rows)

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
    let own = entries.filter { $0.vendor == preset }
    if let exact = own.first(where: { $0.model.id == id }) { return exact }
    let candidates = own.isEmpty ? entries : own
    var name = comparable(id)
    while true {
      if let entry = candidates.first(where: { $0.comparable == name }) { return entry }
      guard let shorter = withoutVersion(name) else { return nil }
      name = shorter
    }
  }

  /// The id without what hosts put around it: `anthropic/claude-sonnet-4.5:beta` is
  /// `claude-sonnet-4-5`.
  private static func comparable(_ id: String) -> String {
    let last = id.split(separator: "/").last ?? ""
    let bare = last.split(separator: ":").first ?? ""
    return bare.lowercased().map { $0 == "." || $0 == "@" ? "-" : String($0) }.joined()
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
  private static func parse(_ text: String) -> [Entry] {
    var vendor = ""
    var entries: [Entry] = []
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.first == "#" {
        vendor = fields.dropFirst().first.map(String.init) ?? ""
      } else if let model = model(from: fields) {
        entries.append(Entry(vendor: vendor, model: model, comparable: comparable(model.id)))
      }
    }
    return entries
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
