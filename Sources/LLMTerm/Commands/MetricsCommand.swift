import ChatEngine

/// `llmterm metrics`: the page of a program that serves its metrics, else the file that one left.
struct MetricsCommand {
  private let address: ListenAddress?
  private let textfile: String?

  init(_ diagnostics: Options.Diagnostics, _ configurationPath: String?) throws {
    let metrics = try Setup(configurationPath: configurationPath).configuration.metrics
    address = diagnostics.metricsListen ?? metrics.listen
    // Who names an address means that one.
    textfile = diagnostics.metricsListen == nil ? metrics.textfile : nil
  }

  func run() throws -> Int32 {
    if let address, let page = try page(at: address) {
      Output.say(page)
      return Program.Exit.answered
    }
    if let textfile, let page = TextFile.read(textfile) {
      Output.say(page)
      return Program.Exit.answered
    }
    Program.complain(sentence)
    return address == nil && textfile == nil ? Program.Exit.usage : Program.Exit.failed
  }

  private var sentence: String {
    let file = textfile.map { ", and \($0) cannot be read" } ?? ""
    guard let address else {
      return textfile == nil
        ? "It is not configured where metrics are. Set metrics.listen or metrics.textfile, or name "
          + "an address: --metrics-listen 127.0.0.1:9464"
        : "Nothing serves metrics\(file). Start a chat or a batch."
    }
    return "Nothing serves metrics at \(address)\(file). Start a chat or a batch with "
      + "--metrics-listen \(address)"
  }

  private func page(at address: ListenAddress) throws -> [UInt8]? {
    let loop = try EventLoop()
    let runner = TurnRunner(loop: loop) { _, done in done(.success(nil)) }
    // Who listens at all addresses is asked at this machine's own.
    let host =
      switch address.host {
      case "0.0.0.0": "127.0.0.1"
      case "::": "::1"
      default: address.host
      }
    let place = ListenAddress(host: host, port: address.port)
    let url = "http://\(place)/metrics"
    let provider = Provider(
      name: "metrics", dialect: .openAIChat, baseURL: url, authentication: .none,
      security: TransferSecurity(allowsInsecureHTTP: true))
    let request = HTTPRequest(
      method: "GET", url: url, timeouts: Timeouts(connect: .seconds(2), total: .seconds(5)))
    var page: [UInt8]?
    var isDone = false
    runner.fetch(request, from: provider) { answer in
      if let answer, answer.status == 200 { page = answer.body }
      isDone = true
    }
    loop.run { !isDone }
    return page
  }
}
