import ChatEngine
import ChatUI

/// `llmterm models`: every target that can be asked, as far as it is known without asking anyone.
struct ModelsCommand {
  private let asJSON: Bool
  private let setup: Setup

  init(_ options: Options.Models, _ configurationPath: String?) throws {
    asJSON = options.asJSON
    setup = try Setup(configurationPath: configurationPath)
  }

  func run() throws -> Int32 {
    let catalog = setup.catalog
    if catalog.targets.isEmpty, !asJSON {
      return Program.complain(
        "There is nothing to ask: no key was found in the environment or the configuration. "
          + "Set one, as OPENAI_API_KEY, or try: llmterm --demo")
    }
    let rows = catalog.targets.map { ($0, catalog.model(of: $0)) }
    Output.print(asJSON ? json(rows) : table(rows, catalog))
    return Program.Exit.answered
  }

  private func table(_ rows: [(Target, Model)], _ catalog: Catalog) -> String {
    let names = rows.map { SafeText($0.0.description, context: .code).string }
    let width = min(60, names.map(\.count).max() ?? 0)
    return zip(names, rows).map { name, row in
      let padding = String(repeating: " ", count: max(1, width - name.count + 2))
      return name + padding + facts(row.1, obstacle: catalog.obstacles[row.0.provider]) + "\n"
    }.joined()
  }

  private func facts(_ model: Model, obstacle: String?) -> String {
    if let obstacle { return obstacle }
    var facts: [String] = []
    facts.append(model.context.map { Figures.tokens($0).string } ?? "context unknown")
    facts.append(
      model.price.map {
        "$\(Figures.price($0.input).string) / $\(Figures.price($0.output).string)"
      } ?? "price unknown")
    let abilities: [(Bool?, String)] = [
      (model.vision, "vision"), (model.tools, "tools"), (model.jsonSchema, "schema"),
      (model.reasoning, "reasoning"),
    ]
    facts += abilities.filter { $0.0 == true }.map(\.1)
    return facts.joined(separator: "  ")
  }

  private func json(_ rows: [(Target, Model)]) -> String {
    let elements = rows.map { target, model -> JSON in
      [
        "target": .string(target.description), "context": model.context.map(JSON.int) ?? .null,
        "max_output": model.maxOutput.map(JSON.int) ?? .null,
        "price": model.price.map { ["in": .double($0.input), "out": .double($0.output)] } ?? .null,
        "vision": model.vision.map(JSON.bool) ?? .null,
        "tools": model.tools.map(JSON.bool) ?? .null,
        "json_schema": model.jsonSchema.map(JSON.bool) ?? .null,
        "reasoning": model.reasoning.map(JSON.bool) ?? .null,
      ]
    }
    return JSON.array(elements).text(.init(isPretty: true)) + "\n"
  }
}
