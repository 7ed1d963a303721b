import TestSupport
import Testing

/// The rules of architecture.md that a compiler does not hold anyone to.
@Suite struct `The sources` {
  /// What each target may import beside the standard library; `Glibc` and `CSystem` are the world.
  private static let allowed: [String: Set<String>] = [
    "ChatEngine": ["CCurl", "CSystem", "Glibc", "Synchronization"],
    "ChatLibrary": ["ChatEngine", "Synchronization"],
    "ChatUI": ["ChatEngine"],
    "DemoProviders": ["ChatEngine", "CSystem", "Glibc", "Synchronization"],
    "LLMTerm": [
      "ChatEngine", "ChatUI", "DemoProviders", "CNcurses", "CSystem", "Glibc", "Synchronization",
    ],
  ]

  /// Folders of decisions: no I/O, and so nothing of the world.
  private static let pure = [
    "ChatEngine/Conversation/", "ChatEngine/Dialects/", "ChatEngine/Engine/", "ChatEngine/JSON/",
    "ChatEngine/Routing/", "ChatEngine/Turn/", "ChatEngine/Configuration/",
  ]

  /// The files of those folders that touch the world, each for one reason.
  private static let exceptions: Set<String> = [
    // Reading and writing the file itself.
    "ChatEngine/Configuration/ConfigurationFile.swift",
    "ChatEngine/Configuration/ConfigurationFile+Create.swift",
  ]

  @Test func `are found`() {
    #expect(SourceFile.all.count > 100)
  }

  @Test(arguments: ["ChatEngine", "ChatUI", "DemoProviders", "LLMTerm"])
  func `import in one direction`(target: String) {
    let allowed = Self.allowed[target] ?? []
    for file in SourceFile.all where file.target == target {
      let foreign = file.imports.subtracting(allowed)
      #expect(foreign.isEmpty, "\(file.path) imports \(foreign.sorted())")
    }
  }

  @Test func `import the world where the world is, and not where decisions are made`() {
    for file in SourceFile.all where Self.pure.contains(where: file.path.hasPrefix) {
      guard !Self.exceptions.contains(file.path) else { continue }
      let world = file.imports.intersection(["Glibc", "CSystem", "CCurl"])
      #expect(world.isEmpty, "\(file.path) imports \(world.sorted())")
    }
  }

  @Test func `import libcurl in the files that are named for it`() {
    for file in SourceFile.all where file.imports.contains("CCurl") {
      #expect(file.path.hasPrefix("ChatEngine/Wire/Curl"), "\(file.path)")
    }
  }

  @Test func `import ncurses in the terminal, in three files at most`() {
    let files = SourceFile.all.filter { $0.imports.contains("CNcurses") }
    #expect(files.allSatisfy { $0.path.hasPrefix("LLMTerm/Terminal/") })
    #expect(files.count <= 3, "\(files.map(\.path))")
  }

  @Test(arguments: ["try!", "as!", "fatalError(", "TODO", "FIXME", "import Foundation"])
  func `have none of`(words: String) {
    for file in SourceFile.all {
      #expect(!file.text.contains(words), "\(file.path) has \(words)")
    }
  }

  @Test func `are in files of at most 400 lines`() {
    for file in SourceFile.all {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      #expect(lines <= 400, "\(file.path) has \(lines) lines")
    }
  }
}

/// A file under `Sources`.
private struct SourceFile {
  /// From `Sources` on.
  let path: String
  let text: String

  var target: String { String(path.prefix { $0 != "/" }) }

  /// The modules that it imports.
  var imports: Set<String> {
    Set(
      text.split(separator: "\n").compactMap { line in
        var words = line.split(separator: " ")
        while let first = words.first, first.hasPrefix("@") || Self.levels.contains(first) {
          words.removeFirst()
        }
        return words.first == "import" && words.count == 2 ? String(words[1]) : nil
      })
  }

  private static let levels: Set<Substring> = ["package", "public", "internal", "private"]

  static let all = files(in: "")

  private static func files(in folder: String) -> [SourceFile] {
    Shared.names(in: Shared.package + "/Sources/" + folder).flatMap { name -> [SourceFile] in
      let path = folder.isEmpty ? name : folder + "/" + name
      guard name.hasSuffix(".swift") else {
        return name.contains(".") ? [] : files(in: path)
      }
      let bytes = Shared.bytes(Shared.package + "/Sources/" + path) ?? []
      return [SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))]
    }
  }
}
