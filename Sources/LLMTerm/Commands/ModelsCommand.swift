import ChatEngine
import ChatUI

/// `llmterm models`: every target that can be asked, as far as it is known without asking anyone.
struct ModelsCommand {
  private let options: Options.Models
  private let setup: Setup

  init(_ options: Options.Models, _ configurationPath: String?) throws {
    self.options = options
    setup = try Setup(configurationPath: configurationPath)
  }

  func run() -> Int32 {
    let catalog = setup.catalog
    let rows = catalog.targets.filter(isWanted).map { ($0, catalog.model(of: $0)) }
    if options.asJSON {
      Output.say(ModelList.json(rows, obstacles: catalog.obstacles))
    } else if options.namesOnly {
      Output.say(rows.map { $0.0.description + "\n" }.joined())
    } else if !rows.isEmpty {
      Output.say(
        ModelList.table(rows, obstacles: catalog.obstacles).text(width: OutputWidth.columns))
    }
    if catalog.targets.isEmpty {
      return Program.complain(
        "There is nothing to ask: no key was found in the environment or the configuration. "
          + "Set one, as OPENAI_API_KEY, or try: llmterm --demo")
    }
    guard rows.isEmpty else { return Program.Exit.answered }
    return Program.complain(
      "No model has \(SafeQuote.quoted(options.words.joined(separator: " "))) in its name. "
        + "`llmterm models` lists all \(catalog.targets.count).", Program.Exit.nothing)
  }

  private func isWanted(_ target: Target) -> Bool {
    let name = target.description.lowercased()
    return options.words.allSatisfy { name.holds($0.lowercased()) }
  }
}

/// Models with what is known of them, as a table and as JSON.
enum ModelList {
  /// The table; of a provider that cannot be asked, why stands in the last column.
  static func table(_ rows: [(Target, Model)], obstacles: [String: String]) -> TextTable {
    var table = TextTable([
      TextTable.Column("target", canShrink: true),
      TextTable.Column("context", isNumber: true, isSparedLast: true),
      TextTable.Column("$/M in", isNumber: true),
      TextTable.Column("$/M out", isNumber: true, isSparedLast: true),
      TextTable.Column("abilities", isSparedLast: true, canShrink: true),
      TextTable.Column("longest answer", isNumber: true, canBeSpared: true),
    ])
    for (target, model) in rows {
      let obstacle = obstacles[target.provider].map { SafeText($0) }
      table.add([
        SafeText(target.description, context: .code), model.context.map(Figures.tokens) ?? "",
        (model.price?.input).map(Figures.price) ?? "",
        (model.price?.output).map(Figures.price) ?? "", obstacle ?? abilities(of: model),
        model.maxOutput.map(Figures.tokens) ?? "",
      ])
    }
    return table
  }

  private static func abilities(of model: Model) -> SafeText {
    let known: [(Bool?, String)] = [
      (model.vision, "vision"), (model.abilities[.pdf], "pdf"), (model.abilities[.audio], "audio"),
      (model.tools, "tools"), (model.jsonSchema, "schema"), (model.reasoning, "reasoning"),
    ]
    return SafeText(known.filter { $0.0 == true }.map(\.1).joined(separator: " "))
  }

  /// A list of objects; what is not known is null.
  static func json(_ rows: [(Target, Model)], obstacles: [String: String]) -> String {
    let elements = rows.map { target, model -> JSON in
      [
        "target": .string(target.description), "provider": .string(target.provider),
        "model": .string(target.model), "context": model.context.map(JSON.int) ?? .null,
        "max_output": model.maxOutput.map(JSON.int) ?? .null,
        "price": model.price.map(price) ?? .null,
        "vision": model.vision.map(JSON.bool) ?? .null,
        "pdf": model.abilities[.pdf].map(JSON.bool) ?? .null,
        "audio": model.abilities[.audio].map(JSON.bool) ?? .null,
        "tools": model.tools.map(JSON.bool) ?? .null,
        "json_schema": model.jsonSchema.map(JSON.bool) ?? .null,
        "reasoning": model.reasoning.map(JSON.bool) ?? .null,
        "seed": model.abilities[.seed].map(JSON.bool) ?? .null,
        "retires": model.retires.map(JSON.string) ?? .null,
        "obstacle": obstacles[target.provider].map(JSON.string) ?? .null,
      ]
    }
    return JSON.array(elements).text(.init(isPretty: true)) + "\n"
  }

  private static func price(_ price: Price) -> JSON {
    [
      "in": .double(price.input), "out": .double(price.output),
      "cached_in": price.cachedInput.map(JSON.double) ?? .null,
      "cache_write": price.cacheWrite.map(JSON.double) ?? .null,
    ]
  }
}
