import DemoProviders
import TestSupport
import Testing

@testable import ChatEngine

/// What a real connection with TLS and ALPN adds: the server's streams end, and it may leave.
@Suite(
  .enabled(if: PythonPeers.isInstalled, "\(PythonPeers.hint)"),
  .enabled(if: Tool.openssl != nil, "no openssl command"))
struct `A gRPC stream over TLS` {
  @Test func `that is cancelled ends at the vendor's server, which serves the next`() throws {
    let certificates = try TLSServer()
    let peer = try GRPCPeer(
      "gemini_grpc_server.py", [certificates.key, certificates.certificate])

    try peer.cancel(peer.request("slow", ca: certificates.certificate))

    // The connection is kept: what ends the stream goes out when the loop turns, as it does here.
    let next = try peer.outcome(of: peer.request("thinking", ca: certificates.certificate))
    #expect(next.trailers["grpc-status"] == "0")
    #expect(peer.wait(for: "cancelled"))
  }

  @Test(arguments: [DemoFault.refusedStream, .goAway])
  func `that the server did not begin with was not sent`(_ fault: DemoFault) throws {
    let front = try Front([.fault(fault), DemoReply(text: "yes")])

    let refused = try front.outcome()
    let next = try front.outcome()

    #expect(refused.error?.kind == .refusedStream)
    #expect(refused.error?.phase == .unsent)
    #expect(refused.httpVersion == nil || refused.httpVersion == "2")
    #expect(next.error == nil)
    #expect(next.httpVersion == "2")
    #expect(next.trailers["grpc-status"] == "0")
    #expect(front.hasAgreedOnHTTP2)
  }

  @Test func `does not meet the connection that the server has left`() throws {
    let front = try Front([
      DemoReply(text: "one two", faults: [.lastAnswer]), DemoReply(text: "yes"),
    ])

    // Whether this one is whole depends on libcurl: 7.88 loses what comes after GOAWAY.
    _ = try front.outcome()
    let next = try front.outcome()

    #expect(next.error == nil)
    #expect(next.trailers["grpc-status"] == "0")
    #expect(front.connections == [1, 2])
  }

  @Test func `meets a kept connection on which the server leaves before it begins`() throws {
    let front = try Front([DemoReply(text: "yes"), .fault(.goAway), DemoReply(text: "yes")])

    #expect(try front.outcome().error == nil)
    let refused = try front.outcome()
    let next = try front.outcome()

    #expect([.refusedStream, .stale].contains(refused.error?.kind))
    #expect(refused.error?.phase == .unsent)
    #expect(next.error == nil)
  }
}

/// A demo server behind TLS with ALPN.
private final class Front {
  private let certificates: TLSServer
  private let server: DemoServer
  private let peer: GRPCPeer

  init(_ replies: [DemoReply]) throws {
    certificates = try TLSServer()
    server = try DemoServer(.sequence(replies))
    peer = try GRPCPeer(
      "tls_front.py", [certificates.key, certificates.certificate, "\(server.port)"])
  }

  func outcome() throws -> Outcome {
    try peer.outcome(of: peer.request("m", ca: certificates.certificate))
  }

  var hasAgreedOnHTTP2: Bool { peer.wait(for: "alpn h2") }

  var connections: [Int] {
    server.stop()
    return server.requests.map(\.connection)
  }
}
