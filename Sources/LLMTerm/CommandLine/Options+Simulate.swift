import ChatEngine

extension CommandEntry {
  static let simulate = CommandEntry(
    summary: "try a route with targets that fail",
    flags: [.route, .turns, .seed, .fault, .json],
    notes: ["Nobody is asked and nothing is paid; the same seed makes the same run."],
    examples: [
      Example(line: "llmterm simulate", help: "the usual route, or an example"),
      Example(
        line: "llmterm simulate -r main --fault openai/gpt-5.2=down@33-66",
        help: "with a target that is away in the middle"),
    ])
}

extension Options {
  /// A route tried with simulated targets.
  struct Simulate: Equatable {
    var route: String?
    var turns = 1000
    var seed: UInt64 = 1
    /// Empty for the usual one.
    var faults: [SimulatedFault] = []
    var asJSON = false
  }

  /// A route tried out.
  static func simulate(_ words: CommandLineWords) throws(UsageError) -> Simulate {
    var simulate = Simulate(route: words.value(of: .route), asJSON: words.has(.json))
    let most = 1_000_000
    let turns = try words.read(of: .turns, as: "a whole number from 1 to \(most)") {
      Int($0).flatMap { (1...most).contains($0) ? $0 : nil }
    }
    let seed = try words.read(of: .seed, as: "a whole number, 0 or more") { UInt64($0) }
    simulate.turns = turns ?? simulate.turns
    simulate.seed = seed ?? simulate.seed
    for text in words.values(of: .fault) {
      guard let fault = SimulatedFault(text) else {
        let kinds = SimulatedFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError(
          "--fault takes TARGET=KIND@FROM-TO, not \(SafeQuote.quoted(text)). Write it as in "
            + "openai/gpt-5.2=down@33-66; kinds are \(kinds), and times are percent of the run.")
      }
      simulate.faults.append(fault)
    }
    return simulate
  }
}
