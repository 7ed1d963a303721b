import ChatEngine

/// What a server offers for the blank of its prompt that is being filled in.
struct PromptOffer: Equatable, Sendable {
  var blank: PromptBlank
  var values: [String]
}

/// A blank, and the elements of the composer that spell what is there of it.
private struct TypedBlank {
  var blank: PromptBlank
  var range: Range<Int>
  /// Whether all that is typed is its value.
  var isWhole: Bool

  func spelled(_ value: String, isLast: Bool) -> String {
    isWhole ? value : Composer.escaped(value) + (isLast ? " " : "")
  }
}

/// The value of a server's prompt that is being typed: its server completes it on Tab.
extension AppState {
  /// The blank before the cursor.
  private var typedBlank: TypedBlank? {
    guard composer.isCommand, composer.cursor == composer.elements.count,
      !serverPrompts.isEmpty, composer.elements.count < Composer.longestCommand,
      let prompt = serverPrompts.first(where: { composer.text.hasPrefix("/\($0.typed) ") })
    else { return nil }
    let words = Composer.words(of: composer.elements[(prompt.typed.count + 2)...])
    guard let last = words.last else { return nil }
    let name = last.text.contains("=") ? String(last.text.prefix { $0 != "=" }) : nil
    var blank = PromptBlank(
      server: prompt.server, prompt: prompt.name, argument: "", value: "", others: [:])
    var start = last.range.lowerBound
    if let name, prompt.arguments.contains(where: { $0.name == name }) {
      blank.argument = name
      blank.value = String(last.text.dropFirst(name.count + 1))
      start += name.count + 1
    } else if let only = prompt.arguments.first, prompt.arguments.count == 1 {
      // A single blank takes all that is typed, as it is.
      start = prompt.typed.count + 2
      blank.argument = only.name
      blank.value = String(composer.text.dropFirst(start))
      return TypedBlank(blank: blank, range: start..<composer.cursor, isWhole: true)
    } else {
      return nil
    }
    for word in words.dropLast() {
      let name = String(word.text.prefix { $0 != "=" })
      guard prompt.arguments.contains(where: { $0.name == name }) else { continue }
      blank.others[name] = String(word.text.dropFirst(name.count + 1))
    }
    return TypedBlank(blank: blank, range: start..<composer.cursor, isWhole: false)
  }

  /// Asks the server for what fits; nil where no value of a prompt is being typed.
  func completeBlank() -> [AppEffect]? {
    typedBlank.map { [.engine(.complete($0.blank))] }
  }

  /// Takes what the server offers, if it is still wanted: as much as all have in common.
  mutating func take(_ values: [String], offeredFor blank: PromptBlank) -> [AppEffect] {
    guard let typed = typedBlank, typed.blank == blank else { return [] }
    offer = values.count > 1 ? PromptOffer(blank: blank, values: values) : nil
    guard var common = values.first else { return [.bell] }
    for value in values { common = String(zip(common, value).prefix { $0 == $1 }.map(\.0)) }
    // A server may look for a value anywhere in a name: what was typed is kept then.
    guard common.hasPrefix(blank.value), common != blank.value || values.count == 1 else {
      return values.count > 1 ? [] : [.bell]
    }
    composer.replace(typed.range, with: typed.spelled(common, isLast: values.count == 1))
    return []
  }

  /// The values that were offered and still fit.
  package var fittingValues: [String] {
    guard !isOfferClosed, let offer, let typed = typedBlank,
      typed.blank.argument == offer.blank.argument, typed.blank.prompt == offer.blank.prompt,
      typed.blank.server == offer.blank.server
    else { return [] }
    let fitting = offer.values.filter { $0.hasPrefix(typed.blank.value) }
    return fitting.isEmpty && typed.blank.value == offer.blank.value ? offer.values : fitting
  }
}

extension Composer {
  /// Words and where they stand; the last one may be empty.
  ///
  /// Quotes are left to the sending.
  fileprivate static func words(
    of elements: PromptText.SubSequence
  ) -> [(text: String, range: Range<Int>)] {
    var words: [(text: String, range: Range<Int>)] = []
    var start = elements.startIndex
    var text = ""
    var isEscaped = false
    for place in elements.indices {
      guard case .character(let character) = elements[place] else { continue }
      if character.isWhitespace, !isEscaped {
        if !text.isEmpty { words.append((text, start..<place)) }
        (text, start) = ("", place + 1)
        continue
      }
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        text.append(character)
        isEscaped = false
      }
    }
    return words + [(text, start..<elements.endIndex)]
  }

  /// With backslashes before what would end the word.
  fileprivate static func escaped(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      if character.isWhitespace || character == "\\" || character == "\"" { text.append("\\") }
      text.append(character)
    }
  }
}
