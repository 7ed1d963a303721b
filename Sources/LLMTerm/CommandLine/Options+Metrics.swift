extension CommandEntry {
  static let metrics = CommandEntry(
    summary: "print the figures of the program that runs",
    flags: [.metricsListen],
    notes: [
      "Asks the chat or batch that serves them at metrics.listen; with none there, prints the",
      "file of metrics.textfile as it was left. The form is Prometheus' text form.",
    ],
    examples: [
      Example(line: "llmterm metrics | grep llm_cost_usd_total", help: "what it has cost so far"),
      Example(line: "llmterm metrics --metrics-listen 9464", help: "of the one at that port"),
    ])
}
