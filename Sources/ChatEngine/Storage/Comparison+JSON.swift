extension Comparison {
  /// As it stands in a conversation's file.
  var json: JSON {
    var value = JSONObject()
    value["panes"] = .array(panes.map(\.json))
    value["root"] = root.map { .string($0.text) }
    if !isOpen { value["open"] = false }
    value["focus"] = .int(layout.focus)
    if layout.isZoomed { value["zoom"] = true }
    if layout.isLocked { value["lock"] = true }
    if layout.isBlind { value["blind"] = true }
    if !layout.order.isEmpty { value["order"] = .array(layout.order.map(JSON.int)) }
    return .object(value)
  }

  /// Nil for what is no comparison that can be shown.
  init?(json: JSON) {
    let panes = (json["panes"]?.arrayValue ?? []).compactMap(Pane.init)
    guard Comparison.sizes.contains(panes.count), panes.count == json["panes"]?.arrayValue?.count
    else { return nil }
    var layout = Layout()
    let focus = json["focus"]?.intValue ?? 0
    layout.focus = panes.indices.contains(focus) ? focus : 0
    layout.isZoomed = json["zoom"]?.boolValue ?? false
    layout.isLocked = json["lock"]?.boolValue ?? false
    layout.isBlind = json["blind"]?.boolValue ?? false
    layout.order = (json["order"]?.arrayValue ?? []).compactMap(\.intValue)
    self.init(
      panes: panes, root: json["root"]?.stringValue.map(MessageID.init),
      isOpen: json["open"]?.boolValue ?? true, layout: layout)
  }
}

extension Comparison.Pane {
  fileprivate var json: JSON {
    var value = JSONObject()
    switch destination {
    case .target(let target): value["target"] = RecordBody.value(target)
    case .route(let name): value["route"] = .string(name)
    }
    value["head"] = head.map { .string($0.text) }
    return .object(value)
  }

  fileprivate init?(_ json: JSON) {
    let head = json["head"]?.stringValue.map(MessageID.init)
    if let name = json["route"]?.stringValue {
      self.init(.route(name), head: head)
    } else if let target = json["target"].flatMap(Target.init(json:)) {
      self.init(.target(target), head: head)
    } else {
      return nil
    }
  }
}

extension Target {
  /// `provider/model`, or a list of the two.
  init?(json: JSON) {
    if let text = json.stringValue {
      self.init(text)
    } else if let parts = json.arrayValue?.compactMap(\.stringValue), parts.count == 2 {
      self.init(provider: parts[0], model: parts[1])
    } else {
      return nil
    }
  }
}
