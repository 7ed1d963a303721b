import Glibc

/// A real Prometheus that scrapes one address every second, with files and a port of its own.
package final class PrometheusServer {
  package static let hasPromtool = Installed.has("promtool")
  package static let isInstalled = Installed.has("prometheus")
  /// Why a test is skipped.
  package static let missing = "prometheus not found: apt-get install prometheus"

  package let port: UInt16
  private let folder = TemporaryFolder()
  private let running: Running

  /// Starts it; nil where that fails.
  package init?(scraping port: UInt16) {
    guard let free = LocalHTTP.freePort() else { return nil }
    self.port = free
    let configuration = folder.write(
      "prometheus.yml",
      """
      global: {scrape_interval: 1s, scrape_timeout: 1s}
      scrape_configs:
        - job_name: llmterm
          static_configs: [{targets: ["127.0.0.1:\(port)"]}]

      """)
    let command = [
      "prometheus", "--config.file=\(configuration)", "--storage.tsdb.path=\(folder.path)/data",
      "--web.listen-address=127.0.0.1:\(free)", "--log.level=error",
    ]
    guard let running = Running(command) else { return nil }
    self.running = running
  }

  deinit {
    running.signal(SIGKILL)
    _ = running.wait()
  }

  /// The answer to a query, as JSON; nil while there is none.
  package func query(_ expression: String) -> String? {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    let encoded = expression.utf8.flatMap { byte in
      allowed.contains(byte)
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    let path = "/api/v1/query?query=" + String(decoding: encoded, as: UTF8.self)
    guard let answer = LocalHTTP.get(port: port, path: path), answer.status == 200 else {
      return nil
    }
    return answer.body
  }
}
