import ChatEngine
import Testing

@testable import llmterm

@Suite struct `A simulated run on the terminal` {
  private let output: SimulationOutput = {
    let route = SimulatedRoute.example
    var settings = Simulation.Settings()
    settings.turns = 100
    settings.faults = route.usualFaults
    var simulation = Simulation(route, settings: settings)
    return SimulationOutput(simulation.run(), of: route, settings)
  }()

  @Test func `tells who was asked when, and what was seen`() throws {
    let lines = output.text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = SimulatedRoute.example.candidates[0].target

    #expect(
      lines[0] == "Route example, failover: 100 prompts in 1:40 min, seed 1. Nobody was asked.")
    #expect(lines[1] == "\(first) is made to fail (down) from 33% to 67%.")
    #expect(lines.contains("Answered      100 of 100 (100.0 %)"))
    let title = try #require(lines.firstIndex(of: "Requests in each tenth of the run:"))
    let counts = lines[title + 1].split(separator: " ")
    #expect(counts.first == Substring(first.description))
    #expect(counts.count == 11)
    #expect(lines.contains { $0.contains("refused the connection; using openai") })
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `is one object for scripts`() throws {
    let json = try JSON.parse(output.json)

    #expect(json["turns"]?.intValue == 100)
    #expect(json["answered"]?.intValue == 100)
    #expect(json["faults"]?[0]?["kind"]?.stringValue == "down")
    let targets = try #require(json["targets"]?.arrayValue)
    #expect(targets.count == 3)
    #expect(targets.allSatisfy { $0["requests"]?.arrayValue?.count == 10 })
    let requests = targets.compactMap { $0["requests"]?.arrayValue?.compactMap(\.intValue) }
    #expect(requests.joined().reduce(0, +) == json["requests"]?.intValue)
  }

  @Test func `stands in columns`() {
    let rows = [["a", "1", "x"], ["bbb", "22", "yy"]]

    #expect(SimulationOutput.aligned(rows, left: [0, 2]) == "a     1  x\nbbb  22  yy\n")
  }
}
