import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The model table` {
  @Test(.enabled(if: Shared.root != nil, "shared wire facts not found"))
  func `says what the list of models says`() throws {
    let path = try #require(Shared.root) + "/wire/models.json"
    let json = try JSON.parse(try #require(Shared.bytes(path)))
    let rows = try #require(json["models"]?.arrayValue)

    #expect(rows.count == 76)
    #expect(ModelTable.entries.map(\.model) == rows.map(model))
    #expect(ModelTable.entries.map(\.vendor) == rows.map { $0["provider"]?.stringValue })
  }

  private func model(_ row: JSON) -> Model {
    var model = Model(id: row["id"]?.stringValue ?? "")
    model.context = row["context"]?.intValue
    model.maxInput = row["max_input"]?.intValue
    model.maxOutput = row["max_output"]?.intValue
    model.price = price(row)
    model.vision = row["vision"]?.boolValue
    model.tools = row["tools"]?.boolValue
    model.jsonSchema = row["json_schema"]?.boolValue
    model.reasoning = row["reasoning"]?.boolValue
    model.sampling = row["sampling"]?.stringValue.flatMap(Model.Sampling.init)
    model.retires = row["retires"]?.stringValue
    return model
  }

  private func price(_ row: JSON) -> Price? {
    guard let input = row["in"]?.doubleValue, let output = row["out"]?.doubleValue else {
      return nil
    }
    var price = Price(input: input, output: output)
    price.cachedInput = row["cached_in"]?.doubleValue
    price.cacheWrite = row["cache_write"]?.doubleValue
    for tier in row["tiers"]?.arrayValue ?? [] {
      guard let above = tier["above"]?.intValue, let input = tier["in"]?.doubleValue,
        let output = tier["out"]?.doubleValue
      else { return nil }
      price.tiers.append(
        Price.Tier(
          above: above, input: input, output: output, cachedInput: tier["cached_in"]?.doubleValue))
    }
    return price
  }

  @Test(arguments: [
    ("openai", "gpt-5", 400_000), ("openai", "gpt-5-2025-08-07", 400_000),
    ("anthropic", "claude-sonnet-4-5-20250929", 200_000),
    ("anthropic", "claude-opus-4-6", 1_000_000), ("gemini", "models/gemini-2.5-pro", 1_048_576),
    ("gemini", "gemini-2.5-flash-001", 1_048_576),
    ("openrouter", "anthropic/claude-sonnet-4.5", 200_000),
    ("openrouter", "openai/gpt-4o:free", 128_000), ("azure", "gpt-4o", 128_000),
    ("together", "openai/gpt-oss-120b", 131_072),
    ("fireworks", "accounts/fireworks/models/gpt-oss-120b", 131_072),
  ])
  func `finds a model under the names that hosts give it`(host: String, id: String, context: Int)
    throws
  {
    let model = try #require(ModelTable.model(id, at: host))

    #expect(model.id == id)
    #expect(model.context == context)
  }

  @Test(arguments: [
    ("openai", "gpt-5.1-turbo"), ("openai", "gpt"), ("anthropic", "claude-opus"), ("openai", ""),
    ("openai", "claude-sonnet-5"), ("openrouter", "openrouter/auto"), ("xai", "-2025-01-01"),
  ])
  func `does not take one model for another`(host: String, id: String) {
    #expect(ModelTable.model(id, at: host) == nil)
  }

  @Test(arguments: [
    ("openrouter", "openai/gpt-4o", Price(input: 2.5, output: 10, cachedInput: 1.25)),
    ("openrouter", "openai/gpt-4o:free", nil), ("together", "openai/gpt-oss-120b", nil),
    ("ollama", "gpt-oss:20b", Price(input: 0, output: 0)),
  ])
  func `knows a price where the vendor's counts`(host: String, id: String, price: Price?) {
    #expect(ModelTable.model(id, at: host)?.price == price)
  }
}
