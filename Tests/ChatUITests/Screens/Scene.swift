import Testing

@testable import ChatUI

/// A screen that a person meets, at any size.
struct Scene: Sendable, CustomTestStringConvertible {
  let name: String
  private let make: @Sendable (_ columns: Int, _ rows: Int) -> Sample

  init(_ name: String, _ make: @escaping @Sendable (_ columns: Int, _ rows: Int) -> Sample) {
    self.name = name
    self.make = make
  }

  /// A scene that begins with an empty conversation.
  init(_ name: String, after prepare: @escaping @Sendable (inout Sample) -> Void) {
    self.init(name) { columns, rows in
      var sample = Sample(columns: columns, rows: rows, theme: .dark)
      prepare(&sample)
      return sample
    }
  }

  /// A scene that goes on from another one.
  func then(_ name: String, _ change: @escaping @Sendable (inout Sample) -> Void) -> Scene {
    Scene(name) { columns, rows in
      var sample = make(columns, rows)
      sample.state.layOut()
      change(&sample)
      return sample
    }
  }

  var testDescription: String { name }

  /// The screen in the dark theme, which has both colours and attributes.
  func grid(columns: Int, rows: Int) -> Grid {
    var sample = make(columns, rows)
    sample.state.theme = .dark
    return sample.grid()
  }

  static let all = chats + turns + prompts + notices + lists + pages + comparisons
}
