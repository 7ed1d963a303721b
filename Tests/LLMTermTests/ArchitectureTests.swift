import TestSupport
import Testing

private let map = Document("docs/Architecture.md")
private let folders = Folder.all(in: "Sources").filter { !$0.files.isEmpty }

/// The map shows the country.
@Suite struct `The architecture` {
  @Test(arguments: folders.map(\.path))
  func `lists every file of a folder once`(path: String) throws {
    let folder = try #require(folders.first { $0.path == path })

    let listed = listedFiles(of: path)

    #expect(listed.sorted() == folder.files.map { String($0.dropLast(".swift".count)) }.sorted())
  }

  @Test func `lists no folder that is not there`() {
    let listed = map.lines.filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) }

    #expect(listed.sorted() == folders.map(\.path).sorted())
  }

  /// The names in backquotes that stand before the colon of each entry below the folder's heading.
  private func listedFiles(of path: String) -> [String] {
    guard let heading = map.lines.firstIndex(where: { $0 == "### " + path }) else { return [] }
    let section = map.lines[(heading + 1)...].prefix { !$0.hasPrefix("#") }
    let entries = section.joined(separator: " ").split(separator: "- `")
    return entries.flatMap { entry -> [String] in
      let names = ("`" + entry).prefix { $0 != ":" }
      return names.split(separator: "`").map(String.init).filter { $0.first?.isLetter == true }
    }
  }
}

/// A folder of Swift files.
private struct Folder {
  var path: String
  var files: [String]

  static func all(in path: String) -> [Folder] {
    let names = Shared.names(in: Shared.package + "/" + path)
    let inner = names.filter { !$0.contains(".") }.flatMap { all(in: path + "/" + $0) }
    return [Folder(path: path, files: names.filter { $0.hasSuffix(".swift") })] + inner
  }

  /// Each import of each file.
  var imports: [(file: String, module: String)] {
    files.flatMap { file in
      Document(path + "/" + file).lines.compactMap { line -> (String, String)? in
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count,
          place == 0 || ["internal", "package", "public", "private"].contains(words[0])
        else { return nil }
        return (file, String(words[place + 1]))
      }
    }
  }
}
