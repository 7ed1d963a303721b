import ChatEngine

extension SimulationOutput {
  /// One object, for scripts.
  var json: String {
    let object: JSON = [
      "route": .string(route.route.name), "policy": .string(route.route.policy.rawValue),
      "seed": .string("\(settings.seed)"), "seconds": seconds(report.length),
      "turns": .int(report.turns), "answered": .int(report.answered),
      "failed": .int(report.failed), "requests": .int(report.attempts),
      "extra_requests": .int(report.extraRequests), "failovers": .int(report.failovers),
      "retries": .int(report.retries), "hedges": .int(report.hedges),
      "time_to_first_token": json(of: report.firstToken), "duration": json(of: report.total),
      "cost_usd": .double(report.cost), "faults": .array(settings.faults.map(json)),
      "targets": .array(report.targets.map(json)), "stories": .array(report.stories.map(json)),
    ]
    return object.text(.init(isPretty: true)) + "\n"
  }

  private func seconds(_ duration: Duration) -> JSON {
    .double(Double(duration.milliseconds) / 1000)
  }

  private func json(of quantiles: SimulationReport.Quantiles?) -> JSON {
    guard let quantiles else { return .null }
    return [
      "p50": seconds(quantiles.p50), "p95": seconds(quantiles.p95), "p99": seconds(quantiles.p99),
    ]
  }

  private func json(of fault: SimulatedFault) -> JSON {
    [
      "target": .string(fault.target.description), "kind": .string(fault.kind.rawValue),
      "from": .double(fault.span.lowerBound), "to": .double(fault.span.upperBound),
    ]
  }

  private func json(of target: SimulationReport.TargetPart) -> JSON {
    [
      "target": .string(target.target.description),
      "requests": .array(target.requests.map { .int($0) }), "answered": .int(target.answered),
      "failed": .int(target.failed), "breaker_openings": .int(target.openings),
      "cost_usd": .double(target.cost),
    ]
  }

  private func json(of story: SimulationStory) -> JSON {
    [
      "turn": .int(Int(clamping: story.turn)), "began": seconds(story.began),
      "lines": .array(
        story.lines.map { ["after": seconds($0.after), "text": .string($0.text)] }),
    ]
  }
}
