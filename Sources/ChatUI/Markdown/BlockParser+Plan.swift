/// What a line means, by CommonMark's two phases: which containers go on, and what begins.
extension BlockParser {
  private enum Finding<Value> {
    case found(Value)
    case absent
    /// The end of the line decides.
    case undecided
  }

  /// What the line means; nil where that may change with what follows on it.
  func plan(_ line: [UInt8], isWhole: Bool) -> LinePlan? {
    var plan = LinePlan(cursor: LineCursor(line))
    if options.onlyFences { return verbatimPlan(plan, isWhole: isWhole) }
    while plan.matched < containers.count, goesOn(containers[plan.matched], &plan.cursor) {
      plan.matched += 1
    }
    if !isWhole, plan.cursor.isBlank { return nil }
    if plan.matched == containers.count, let leaf {
      switch held(by: leaf, &plan, isWhole: isWhole) {
      case .found: return plan
      case .undecided: return nil
      case .absent: break
      }
    }
    return starts(&plan, isWhole: isWhole)
  }

  /// Fences may be indented further here: they may be in lists, which nothing else tells.
  private func verbatimPlan(_ start: LinePlan, isWhole: Bool) -> LinePlan? {
    var plan = start
    if !isWhole, plan.cursor.isBlank { return nil }
    if case .fenced(let fence) = leaf {
      return fenced(fence, &plan, isWhole: isWhole, deepest: 16) ? plan : nil
    }
    if plan.cursor.isBlank { return plan }
    if plan.cursor.indent <= 16 {
      switch fence(plan.cursor, isWhole: isWhole) {
      case .found(let action):
        plan.action = action
        return plan
      case .undecided: return nil
      case .absent: break
      }
    }
    plan.action = leaf == .verbatim ? .continuation : .paragraph
    return plan
  }

  private func goesOn(_ container: Open, _ cursor: inout LineCursor) -> Bool {
    switch container.kind {
    case .list: return true
    case .quote:
      guard cursor.indent < 4, cursor.next == 0x3E else { return false }
      cursor.skipSpaces(and: 1)
      cursor.skip(columns: 1)
      return true
    case .item(let offset):
      if cursor.isBlank {
        guard container.hasChildren else { return false }
        cursor.skip(columns: offset)
        return true
      }
      guard cursor.indent >= offset else { return false }
      cursor.skip(columns: offset)
      return true
    case .footnote:
      guard cursor.isBlank || cursor.indent >= 4 else { return false }
      cursor.skip(columns: 4)
      return true
    }
  }

  // MARK: Lines of open leaves

  private func held(
    by leaf: OpenLeaf, _ plan: inout LinePlan, isWhole: Bool
  ) -> Finding<Void> {
    switch leaf {
    case .fenced(let fence):
      return fenced(fence, &plan, isWhole: isWhole, deepest: 3) ? .found(()) : .undecided
    case .indented:
      guard plan.cursor.indent >= 4 || plan.cursor.isBlank else { return .absent }
      plan.action = plan.cursor.isBlank ? .blank : .code
      return .found(())
    case .html(let start):
      guard isWhole else { return .undecided }
      plan.action = plan.cursor.isBlank ? .blank : .htmlLine
      return start.endsAtBlank && plan.cursor.isBlank ? .absent : .found(())
    case .math(let fence):
      guard isWhole else { return .undecided }
      guard !plan.cursor.isBlank else { return .absent }
      plan.action = plan.cursor.endsWith(fence.closing) ? .mathEnd : .mathLine
      return .found(())
    case .paragraph, .heading, .table, .verbatim: return .absent
    }
  }

  /// False where the line may yet be the closing fence.
  private func fenced(
    _ fence: Fence, _ plan: inout LinePlan, isWhole: Bool, deepest: Int
  ) -> Bool {
    plan.action = plan.cursor.isBlank ? .blank : .code
    guard plan.cursor.indent <= deepest, plan.cursor.next == fence.mark else { return true }
    let rest = plan.cursor.rest
    let run = rest.prefix { $0 == fence.mark }.count
    guard rest.dropFirst(run).allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return true }
    guard isWhole else { return false }
    if run >= fence.length { plan.action = .fenceEnd }
    return true
  }

  // MARK: What begins

  private func starts(_ plan: inout LinePlan, isWhole: Bool) -> LinePlan? {
    /// The paragraph that the line stands in, as long as nothing has begun.
    var inParagraph = leaf == .paragraph && plan.matched == containers.count
    var mayBeLazy = leaf == .paragraph
    while true {
      if plan.cursor.isBlank { return isWhole ? plan : nil }
      if plan.cursor.indent >= 4 {
        if !mayBeLazy {
          plan.action = .code
          return plan
        }
        break
      }
      switch leafStart(plan, inParagraph, isWhole: isWhole) {
      case .found(let action):
        plan.action = action
        return plan
      case .undecided: return nil
      case .absent: break
      }
      switch containerStart(plan, inParagraph, isWhole: isWhole) {
      case .found(let (start, cursor)):
        plan.starts.append(start)
        plan.cursor = cursor
      case .undecided: return nil
      case .absent:
        return text(plan, inParagraph: inParagraph, mayBeLazy: mayBeLazy, isWhole: isWhole)
      }
      (inParagraph, mayBeLazy) = (false, false)
    }
    return text(plan, inParagraph: inParagraph, mayBeLazy: mayBeLazy, isWhole: isWhole)
  }

  private func text(
    _ start: LinePlan, inParagraph: Bool, mayBeLazy: Bool, isWhole: Bool
  ) -> LinePlan? {
    var plan = start
    if case .table = leaf, plan.matched == containers.count, plan.starts.isEmpty {
      plan.action = .row
      return isWhole ? plan : nil
    }
    if inParagraph, options.tables, plan.cursor.indent < 4 {
      switch table(plan.cursor, isWhole: isWhole) {
      case .found(let alignments):
        plan.action = .table(alignments)
        return plan
      case .undecided: return nil
      case .absent: break
      }
    }
    plan.action = inParagraph || (mayBeLazy && plan.starts.isEmpty) ? .continuation : .paragraph
    return plan
  }

  private func leafStart(
    _ plan: LinePlan, _ inParagraph: Bool, isWhole: Bool
  ) -> Finding<LinePlan.Action> {
    let cursor = plan.cursor
    switch cursor.next {
    case 0x23: return heading(cursor, isWhole: isWhole)
    case 0x60, 0x7E: return fence(cursor, isWhole: isWhole)
    case 0x3C:
      switch HTMLStart.find(in: cursor.rest, inParagraph: inParagraph, isWhole: isWhole) {
      case .html(let start): return isWhole ? .found(.html(start)) : .undecided
      case .text: return .absent
      case .undecided: return .undecided
      }
    case 0x24, 0x5C: return options.math ? math(cursor, isWhole: isWhole) : .absent
    case 0x3D, 0x2D, 0x2A, 0x5F: return line(plan, inParagraph, isWhole: isWhole)
    default: return .absent
    }
  }

  /// A rule, or the line below a heading.
  private func line(
    _ plan: LinePlan, _ inParagraph: Bool, isWhole: Bool
  ) -> Finding<LinePlan.Action> {
    let rest = plan.cursor.rest
    guard let mark = rest.first else { return .absent }
    var count = 0
    for byte in rest {
      if byte == mark {
        count += 1
      } else if byte != 0x20, byte != 0x09 {
        return .absent
      }
    }
    guard isWhole else { return .undecided }
    let run = rest.prefix { $0 == mark }.count
    if inParagraph, run == count, mark == 0x3D || mark == 0x2D {
      return .found(.underline(level: mark == 0x3D ? 1 : 2))
    }
    return mark != 0x3D && count >= 3 ? .found(.rule) : .absent
  }

  private func heading(_ cursor: LineCursor, isWhole: Bool) -> Finding<LinePlan.Action> {
    let rest = cursor.rest
    let level = rest.prefix { $0 == 0x23 }.count
    guard level <= 6 else { return .absent }
    guard let after = rest.dropFirst(level).first else {
      return isWhole ? .found(.heading(level: level)) : .undecided
    }
    guard after == 0x20 || after == 0x09 else { return .absent }
    let isEmpty = rest.dropFirst(level).allSatisfy { $0 == 0x20 || $0 == 0x09 }
    return isEmpty && !isWhole ? .undecided : .found(.heading(level: level))
  }

  private func fence(_ cursor: LineCursor, isWhole: Bool) -> Finding<LinePlan.Action> {
    let rest = cursor.rest
    guard let mark = rest.first, mark == 0x60 || mark == 0x7E else { return .absent }
    let length = rest.prefix { $0 == mark }.count
    let info = rest.dropFirst(length)
    if length < 3 { return info.isEmpty && !isWhole ? .undecided : .absent }
    if mark == 0x60, info.contains(0x60) { return .absent }
    guard isWhole else { return .undecided }
    let fence = Fence(mark: mark, length: length, indent: cursor.indent)
    return .found(.fence(fence, info: MarkdownBytes.trimmed(info)))
  }

  private func math(_ cursor: LineCursor, isWhole: Bool) -> Finding<LinePlan.Action> {
    let rest = cursor.rest
    guard rest.count >= 2 else { return isWhole ? .absent : .undecided }
    let fence: MathFence = rest.first == 0x24 ? .dollars : .bracket
    guard Array(rest.prefix(2)) == fence.opening else { return .absent }
    guard isWhole else { return .undecided }
    let content = MarkdownBytes.trimmed(rest.dropFirst(2))
    guard let end = MarkdownBytes.find(fence.closing, in: content, from: 0) else {
      return .found(.math(fence, isWhole: false))
    }
    return end + 2 == content.count && end > 0 ? .found(.math(fence, isWhole: true)) : .absent
  }

  private func table(_ cursor: LineCursor, isWhole: Bool) -> Finding<[ColumnAlignment]> {
    guard let alignments = TableLine.alignments(cursor.rest) else { return .absent }
    guard isWhole else { return .undecided }
    let heading = paragraph[(paragraph.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)...]
    guard !alignments.isEmpty, TableLine.cells(heading).count == alignments.count else {
      return .absent
    }
    return .found(alignments)
  }

  // MARK: Containers

  private func containerStart(
    _ plan: LinePlan, _ inParagraph: Bool, isWhole: Bool
  ) -> Finding<(LinePlan.Start, LineCursor)> {
    guard plan.matched + plan.starts.count * 2 < Self.deepest else { return .absent }
    var cursor = plan.cursor
    switch cursor.next {
    case 0x3E:
      cursor.skipSpaces(and: 1)
      cursor.skip(columns: 1)
      return .found((.quote, cursor))
    case 0x5B where options.footnotes: return footnote(cursor, isWhole: isWhole)
    default: return item(cursor, inParagraph, isWhole: isWhole)
    }
  }

  private func footnote(
    _ start: LineCursor, isWhole: Bool
  ) -> Finding<(LinePlan.Start, LineCursor)> {
    let rest = start.rest
    guard rest.dropFirst().first ?? 0x5E == 0x5E else { return .absent }
    let label = rest.dropFirst(2).prefix { $0 != 0x5D && $0 != 0x5B && $0 > 0x20 }
    let end = rest.dropFirst(2 + label.count)
    guard end.count >= 2 else { return isWhole || label.count > 100 ? .absent : .undecided }
    guard !label.isEmpty, end.starts(with: [0x5D, 0x3A]) else { return .absent }
    var cursor = start
    cursor.skipSpaces(and: label.count + 4)
    return .found((.footnote(Array(label)), cursor))
  }

  private func item(
    _ start: LineCursor, _ inParagraph: Bool, isWhole: Bool
  ) -> Finding<(LinePlan.Start, LineCursor)> {
    let rest = start.rest
    let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard digits.count <= 9 else { return .absent }
    guard let mark = rest.dropFirst(digits.count).first else {
      return isWhole || digits.isEmpty ? .absent : .undecided
    }
    let isBullet = mark == 0x2D || mark == 0x2B || mark == 0x2A
    guard digits.isEmpty ? isBullet : mark == 0x2E || mark == 0x29 else { return .absent }
    let after = rest.dropFirst(digits.count + 1)
    guard let space = after.first else {
      // An item without text is an item, but for one in a paragraph.
      guard isWhole else { return .undecided }
      return inParagraph ? .absent : .found(emptyItem(start, digits, mark))
    }
    guard space == 0x20 || space == 0x09 else { return .absent }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    if inParagraph, !digits.isEmpty, number != 1 { return .absent }
    if after.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
      guard isWhole else { return .undecided }
      return inParagraph ? .absent : .found(emptyItem(start, digits, mark))
    }
    let kind = ListKind(mark: mark, start: digits.isEmpty ? nil : number)
    return filledItem(start, digits.count, kind, isWhole: isWhole).map { .found($0) } ?? .undecided
  }

  private func emptyItem(
    _ start: LineCursor, _ digits: ArraySlice<UInt8>, _ mark: UInt8
  ) -> (LinePlan.Start, LineCursor) {
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    let kind = ListKind(mark: mark, start: digits.isEmpty ? nil : number)
    var cursor = start
    let offset = start.indent + digits.count + 2
    cursor.skipSpaces(and: digits.count + 1)
    cursor.skip(columns: 1)
    return (.item(kind, offset: offset, number: number, task: nil), cursor)
  }

  /// Nil where it may yet be a task.
  private func filledItem(
    _ start: LineCursor, _ digits: Int, _ kind: ListKind, isWhole: Bool
  ) -> (LinePlan.Start, LineCursor)? {
    var cursor = start
    cursor.skipSpaces(and: digits + 1)
    let indent = cursor.indent
    let padding = indent > 4 ? 1 : indent
    cursor.skip(columns: padding)
    let offset = start.indent + digits + 1 + padding
    var task: Bool?
    if options.tasks, cursor.indent == 0, cursor.next == 0x5B {
      let marks = Array(cursor.rest.prefix(4))
      if marks.count == 4 {
        if marks[2] == 0x5D, marks[3] == 0x20, Self.taskMarks.contains(marks[1]) {
          task = marks[1] != 0x20
          cursor.skipSpaces(and: 4)
        }
      } else if !isWhole, marks.count < 2 || Self.taskMarks.contains(marks[1]) {
        return nil
      }
    }
    let number = kind.start ?? 0
    return (.item(kind, offset: offset, number: number, task: task), cursor)
  }

  /// What may stand in a task's box.
  private static let taskMarks: [UInt8] = [0x20, 0x78, 0x58]
}
