/// How often each target's answers were the better ones.
package struct WinTable: Sendable, Equatable {
  /// One target's line.
  package struct Row: Sendable, Equatable {
    package let target: Target
    package var wins = 0
    package var losses = 0
    package var ties = 0
    /// None of the answers was any good.
    package var bothBad = 0

    package var votes: Int { wins + losses + ties + bothBad }

    /// Wins and half of the ties, of all votes: 3 wins, 2 ties and 3 losses are 0.5.
    package var rate: Double {
      votes == 0 ? 0 : (Double(wins) + Double(ties) / 2) / Double(votes)
    }
  }

  /// The best rate first, then the most votes, then the name.
  package private(set) var rows: [Row] = []

  /// Counts ballots, the oldest first; of several on the same answers the last one counts.
  package init(_ ballots: [Ballot]) {
    var latest: [[String]: Ballot] = [:]
    for ballot in ballots {
      latest[[ballot.conversation] + ballot.entries.map(\.answer).sorted()] = ballot
    }
    var counted: [Target: Row] = [:]
    for entry in latest.values.flatMap(\.entries) {
      counted[entry.target, default: Row(target: entry.target)].count(entry.vote)
    }
    rows = counted.values.sorted {
      ($1.rate, $1.votes, $0.target.description) < ($0.rate, $0.votes, $1.target.description)
    }
  }
}

extension WinTable.Row {
  fileprivate mutating func count(_ vote: Vote) {
    switch vote {
    case .won: wins += 1
    case .lost: losses += 1
    case .tied: ties += 1
    case .rejected: bothBad += 1
    case .up, .down: break
    }
  }
}
