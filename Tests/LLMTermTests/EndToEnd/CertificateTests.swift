import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: CertificateTests.hasOpenSSL, "openssl was not found"))
struct `A certificate that does not fit` {
  let home: Home
  let server: Terminal
  let port: Int

  init() throws {
    home = try Home()
    let (key, certificate) = (home.path + "/key.pem", home.path + "/certificate.pem")
    let made = try piped([
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
      "subjectAltName=DNS:localhost,IP:127.0.0.1",
    ])
    try #require(made.status == 0, "\(made.errors)")
    port = Int(try deadPort())
    server = try Terminal([
      "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert", certificate,
      "-www",
    ])
    try server.waitFor("ACCEPT")
    home.configureOne("\"base_url\": \"https://127.0.0.1:\(port)/v1\"")
  }

  private static let start = "work has a certificate that is not valid: \""
  private static let end = """
    ". Nothing was sent. Check the clock, its certificate and ca, or
    """

  @Test func `is told on the command line, and nothing is sent`() throws {
    let run = try home.run("ask", "hello")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("llmterm: " + Self.start))
    #expect(run.errors.hasSuffix(Self.end + " name another provider with -m.\n"))
    #expect(run.errors.split(separator: "\n").count == 1)
    server.pump(waiting: 50)
    #expect(!server.flowing.contains("POST"))
  }

  @Test func `is told by the doctor`() throws {
    let run = try home.run("doctor", "--provider", "work")
    #expect(run.status == 1)
    let line = run.output.split(separator: "\n").first { $0.hasPrefix("✗ work connection") } ?? ""
    #expect(line.contains("work has a certificate that is not valid: \""))
  }

  @Test func `is told on the screen`() throws {
    let chat = try home.openedChat(columns: 120)
    chat.send("hello")
    try chat.waitForSentence(Self.end + " press ^P to choose another provider.")
    #expect(chat.flowing.contains(Self.start))
  }
}

enum CertificateTests {
  static let hasOpenSSL = Run(["openssl", "version"])?.status == 0
}
