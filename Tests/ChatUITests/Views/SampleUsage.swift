import ChatEngine
import TestSupport

extension Sample {
  private static let hour: Int64 = 3_600_000

  /// What two models were asked in November, and one vote.
  static func usage(by grouping: UsageReport.Grouping = .model) -> UsageSummary {
    let home = TemporaryFolder()
    let path = home.path
    let folders = Folders(configuration: path, data: path, cache: path, state: path)
    home.write(
      "usage-2026-11.jsonl",
      """
      {"t":"2026-11-22T10:00:00Z","target":"openai/gpt-6.2-sol","outcome":"answered","in":1200,\
      "out":80,"cached":1000,"cost":0.31,"first_ms":240,"total_ms":812}
      {"t":"2026-11-22T11:00:00Z","target":"openai/gpt-6.2-sol","outcome":"failed",\
      "error":"rate_limited","total_ms":80}
      {"t":"2026-11-22T12:00:00Z","target":"local/gemma","outcome":"answered","in":9,"out":2,\
      "first_ms":40,"total_ms":90}
      {"t":"2026-11-22T12:00:01Z","target":"local/gemma","outcome":"cached"}
      not a line

      """)
    let ballot = Ballot(
      time: Timestamp(milliseconds: morning.milliseconds - hour), conversation: "c1",
      entries: [
        Ballot.Entry(target: other, answer: "a1", vote: .won),
        Ballot.Entry(target: target, answer: "a2", vote: .lost),
      ])
    _ = VoteStore(folders: folders).add(ballot)
    var summary = UsageSummary(
      since: Timestamp(milliseconds: morning.milliseconds - 30 * 24 * hour),
      until: morning, by: grouping, utcOffset: 0)
    summary.read(folders)
    return summary
  }
}
