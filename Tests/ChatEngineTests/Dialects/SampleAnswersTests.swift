import TestSupport
import Testing

@testable import ChatEngine

@Suite(.enabled(if: Shared.samples != nil, "wire samples not found"))
struct `Recorded answers` {
  @Test(arguments: SampleAnswer.all)
  func `become the parts they stand for`(answer: SampleAnswer) {
    let bytes = Shared.sample(answer.name)
    #expect(Decoding.parts(of: [bytes], answer.dialect) == answer.parts)
  }

  @Test(arguments: SampleAnswer.all)
  func `come out the same byte by byte`(answer: SampleAnswer) {
    let bytes = Shared.sample(answer.name)
    #expect(Decoding.parts(of: bytes.map { [$0] }, answer.dialect) == answer.parts)
  }

  @Test(arguments: SampleAnswer.all)
  func `come out the same wherever they are cut in two`(answer: SampleAnswer) {
    let bytes = Shared.sample(answer.name)
    let bad = (0...bytes.count).filter { cut in
      let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
      return Decoding.parts(of: pieces, answer.dialect) != answer.parts
    }
    #expect(bad.isEmpty)
  }

  @Test(arguments: SampleAnswer.all)
  func `that end between two events are cut, complete or failed, and say so once`(
    answer: SampleAnswer
  ) {
    let bytes = Shared.sample(answer.name)
    for cut in ends(in: bytes) {
      let parts = Decoding.parts(of: [Array(bytes[..<cut])], answer.dialect)
      let ends = parts.filter { part in
        switch part {
        case .finish, .failed: true
        default: false
        }
      }
      #expect(ends.count == 1, "cut at \(cut)")
      let isMarked = answer.parts.contains { part in ends.first == part }
      if !isMarked, case .failed(let failure)? = ends.first { #expect(failure.kind == .cut) }
    }
  }

  @Test(arguments: SampleAnswer.responses + SampleAnswer.ollama)
  func `that end anywhere have one end, and no part that the whole has not`(
    answer: SampleAnswer
  ) {
    let bytes = Shared.sample(answer.name)
    let kinds = bytes.indices.dropFirst().compactMap { cut -> Failure.Kind? in
      let parts = Decoding.parts(of: [Array(bytes[..<cut])], answer.dialect)
      guard case .started? = parts.first else { return nil }
      let isEnded = parts.count { if case .finish = $0 { true } else { false } } == 1
      guard case .failed(let failure)? = parts.last else { return isEnded ? nil : .config }
      return answer.parts.contains(.failed(failure)) ? nil : failure.kind
    }
    #expect(kinds.allSatisfy { $0 == .cut })
  }

  /// Places after each blank line.
  private func ends(in bytes: [UInt8]) -> [Int] {
    bytes.indices.filter { place in
      guard bytes[place] == UInt8(ascii: "\n"), place > 2 else { return false }
      return bytes[place - 1] == UInt8(ascii: "\n")
        || (bytes[place - 1] == UInt8(ascii: "\r") && bytes[place - 2] == UInt8(ascii: "\n"))
    }.map { $0 + 1 }
  }
}
