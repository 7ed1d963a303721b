import ChatEngine
import ChatUI
import Testing

@testable import llmterm

private let manual = Document("man/llmterm.1")
private let readme = Document("README.md")

/// The manual says what the program's own tables say.
@Suite struct `The manual` {
  @Test(arguments: Command.table.map(\.command))
  func `names each command of the screen with its keys`(command: Command) throws {
    let row = try #require(Command.table.first { $0.command == command })

    let entry = try #require(manual.lines.first { $0.hasSuffix(" Pq Ic \(command.rawValue)") })

    #expect(keys(in: entry) == row.keys)
  }

  @Test(arguments: SlashCommand.allCases)
  func `explains each command that is typed`(command: SlashCommand) {
    let name = "/" + command.rawValue

    let isItem = manual.lines.contains { line in
      line.hasPrefix(".It Ic /")
        && line.split(whereSeparator: { " ,".contains($0) }).contains { $0 == name }
    }

    #expect(isItem)
  }

  @Test(arguments: Flag.all.map(\.long))
  func `explains each option in all its spellings`(long: String) throws {
    let flag = try #require(Flag.all.first { $0.long == long })

    let item = try #require(
      manual.lines.first { line in
        line.hasPrefix(".It Fl ") && words(of: line).contains(String(long.dropFirst()))
      })

    for spelling in flag.spellings {
      #expect(words(of: item).contains(String(spelling.dropFirst())))
    }
    if let value = flag.value { #expect(item.hasSuffix("Ar \(value)")) }
  }

  @Test(arguments: Flag.Command.allCases)
  func `has in its synopsis the options of each command, and no others`(
    command: Flag.Command
  ) throws {
    let synopsis = try #require(manual.block(from: ".Sh SYNOPSIS", to: ".Sh DESCRIPTION"))
    let lines = try #require(
      synopsis.split(separator: ".Nm\n").map { $0.split(separator: "\n") }.first {
        [".Cm \(command.rawValue)", ".Op Cm \(command.rawValue)"].contains($0[0])
      })

    let named = lines.flatMap { line in
      let parts = words(of: String(line)).map { $0 == ".Fl" ? "Fl" : $0 }
      return zip(parts, parts.dropFirst()).filter { $0.0 == "Fl" }.map { "-" + $0.1 }
    }

    let taken = Flag.all.filter {
      $0.commands.contains(command) && ![.version, .help].contains($0.name)
    }
    for flag in taken { #expect(!Set(named).isDisjoint(with: flag.spellings), "\(flag.long)") }
    #expect(Set(named).isSubset(of: taken.flatMap(\.spellings)))
  }

  @Test func `explains each section of the configuration once`() throws {
    let page = try #require(
      manual.block(from: ".Sh CONFIGURATION", to: ".Ss Settings of a provider"))
    let items = page.split(separator: "\n").filter { $0.hasPrefix(".It Sy ") }.map {
      String($0.dropFirst(7))
    }

    let sections = ConfigurationSchema.json["properties"]?.objectValue?.keys ?? []
    #expect(items.sorted() == sections.filter { $0 != "$schema" }.sorted())
  }

  @Test(arguments: Flag.Command.allCases)
  func `explains each command of the command line`(command: Flag.Command) {
    #expect(
      manual.lines.contains { line in
        line == ".It Cm \(command.rawValue)" || line.hasPrefix(".It Cm \(command.rawValue) ")
      })
  }

  @Test(arguments: Failure.Kind.allCases)
  func `explains each kind of error`(kind: Failure.Kind) {
    #expect(manual.lines.contains(".It Sy \(kind.rawValue)"))
  }

  @Test(arguments: HelpTopic.allCases)
  func `names each topic of the help`(topic: HelpTopic) {
    #expect(
      manual.lines.contains { line in
        line.hasPrefix(".Cm ")
          && line.split(whereSeparator: { " ,".contains($0) }).contains { $0 == topic.rawValue }
      })
  }

  @Test(arguments: [
    Program.Exit.answered, Program.Exit.failed, Program.Exit.usage, Program.Exit.refused,
    Program.Exit.schema, Program.Exit.interrupted,
  ])
  func `explains each exit status`(status: Int32) {
    #expect(manual.lines.contains(".It \(status)"))
  }

  @Test(arguments: Preset.all.map(\.name))
  func `names each preset and the variables of its key`(name: String) throws {
    let preset = try #require(Preset.named(name))

    for word in [name] + preset.keyVariables {
      #expect(manual.words.contains(Substring(word)), "\(word)")
    }
  }

  @Test func `has an example that is a configuration without mistakes`() throws {
    let block = try #require(
      manual.block(from: "A route over two providers and a server of this machine:", to: ".Ed"))
    // Behind the line that begins the display.
    let example = block.drop { $0 != "\n" }

    let file = try ConfigurationFile.parse(Array(example.utf8), path: "config.jsonc")

    #expect(file.problems == [])
  }

  private func keys(in entry: String) -> [String] {
    entry.split(separator: " Pq ")[0].dropFirst(".It ".count).split(separator: " , ").map { key in
      String(key.dropFirst("Sy ".count).filter { $0 != "\"" })
    }
  }

  private func words(of line: String) -> [String] {
    line.split(separator: " ").map(String.init)
  }
}

/// What a newcomer copies from the first page works.
@Suite struct `The first page` {
  @Test func `begins with the two commands`() {
    let block = readme.block(from: "```sh", to: "```") ?? ""

    #expect(
      block.split(separator: "\n").map { $0.prefix { $0 != "#" }.filter { $0 != " " } } == [
        "makerun", "maketest",
      ])
  }

  @Test func `has an example that is a configuration without mistakes`() throws {
    let example = try #require(readme.block(from: "```jsonc", to: "```"))

    let file = try ConfigurationFile.parse(Array(example.utf8), path: "config.jsonc")

    #expect(file.problems == [])
  }
}
