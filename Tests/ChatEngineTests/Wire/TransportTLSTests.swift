import ChatEngine
import Glibc
import Testing

@Suite(.enabled(if: Tool.openssl != nil, "no openssl command")) struct `A TLS transfer` {
  let client: WireClient
  init() throws { client = try WireClient() }

  @Test func `trusts the certificate it was told to`() throws {
    let server = try TLSServer()
    let outcome = try client.outcome(of: server.request(ca: server.certificate))
    #expect(outcome.status == 200)
    #expect(outcome.timings?.tls != nil)
  }

  @Test func `does not trust one it knows nothing of`() throws {
    let server = try TLSServer()
    let outcome = try client.outcome(of: server.request(ca: nil))
    #expect(outcome.error?.kind == .certificate)
    #expect(outcome.error?.phase == .unsent)
  }

  @Test func `does not trust one of another host`() throws {
    let server = try TLSServer(name: "DNS:other.example")
    let outcome = try client.outcome(of: server.request(ca: server.certificate))
    #expect(outcome.error?.kind == .certificate)
  }

  @Test func `does not trust one that has expired`() throws {
    let server = try TLSServer(isExpired: true)
    let outcome = try client.outcome(of: server.request(ca: server.certificate))
    #expect(outcome.error?.kind == .certificate)
    #expect(outcome.error?.message.contains("expired") == true)
  }

  @Test func `does not speak what is older than TLS 1_2`() throws {
    let server = try TLSServer(options: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
    let outcome = try client.outcome(of: server.request(ca: server.certificate))
    #expect(outcome.error?.kind == .handshake)
  }

  @Test func `shows its certificate where the server asks for one`() throws {
    let server = try TLSServer(options: ["-verify_return_error"], asksForCertificate: true)
    var request = server.request(ca: server.certificate)
    request.security.clientCertificate = server.certificate
    request.security.clientKey = server.key
    let outcome = try client.outcome(of: request)
    #expect(outcome.status == 200)
  }

  @Test func `fails where the server asks for a certificate and it has none`() throws {
    let server = try TLSServer(options: ["-verify_return_error"], asksForCertificate: true)
    let outcome = try client.outcome(of: server.request(ca: server.certificate))
    #expect(outcome.status == nil)
    #expect(outcome.error != nil)
  }

  @Test func `says when its own certificates cannot be read`() throws {
    let server = try TLSServer()
    let outcome = try client.outcome(of: server.request(ca: "/nonexistent.pem"))
    #expect(outcome.error?.kind == .local)
  }

  @Test func `is a failed handshake where the server speaks plainly`() throws {
    let server = try ScriptedServer([.send("HTTP/1.1 200 OK\r\n\r\n"), .awaitClose])
    let outcome = try client.outcome(
      of: HTTPRequest(url: "https://127.0.0.1:\(server.port)/"))
    #expect(outcome.error?.kind == .handshake)
    #expect(outcome.error?.phase == .unsent)
  }
}

@Suite(.enabled(if: Tool.nghttpd != nil && Tool.openssl != nil, "no nghttpd command"))
struct `HTTP/2 transfers` {
  @Test func `share one connection`() throws {
    let client = try WireClient()
    let server = try TLSServer(isHTTP2: true)
    let ids = try (0..<8).map { _ in try client.start(server.request(ca: server.certificate)) }
    let outcomes = ids.map { client.outcome(of: $0) }
    #expect(outcomes.allSatisfy { $0.status == 200 && $0.httpVersion == "2" })
    #expect(outcomes.count { $0.timings?.reused == false } == 1)
  }

  @Test func `leave their connection to the others when cancelled`() throws {
    let client = try WireClient()
    let server = try TLSServer(isHTTP2: true)
    let transport = try client.transport
    var isFirst = true
    client.onEvent = { id, _ in
      if isFirst { transport.cancel(id) }
      isFirst = false
    }
    _ = try client.start(server.request(ca: server.certificate))
    client.run { !isFirst }
    let outcome = try client.outcome(of: server.request(ca: server.certificate))
    #expect(outcome.status == 200)
    #expect(outcome.timings?.reused == true)
  }
}
