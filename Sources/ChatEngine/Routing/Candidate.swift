/// A route's target with everything that is needed to ask it.
///
/// One reference: a turn hands candidates on in plans and attempts, at each step, and a provider and a
/// model are fifty fields, half of them with reference counts of their own.
package struct Candidate: Sendable {
  /// What is shared, and never changed while it is.
  private final class Content: Sendable {
    let routeTarget: RouteTarget
    let provider: Provider
    let model: Model

    init(_ routeTarget: RouteTarget, _ provider: Provider, _ model: Model) {
      self.routeTarget = routeTarget
      self.provider = provider
      self.model = model
    }
  }

  private var content: Content

  package init(_ routeTarget: RouteTarget, provider: Provider, model: Model) {
    content = Content(routeTarget, provider, model)
  }

  package var routeTarget: RouteTarget {
    _read { yield content.routeTarget }
    set { content = Content(newValue, content.provider, content.model) }
  }

  package var provider: Provider {
    _read { yield content.provider }
    set { content = Content(content.routeTarget, newValue, content.model) }
  }

  package var model: Model {
    _read { yield content.model }
    set { content = Content(content.routeTarget, content.provider, newValue) }
  }

  package var target: Target { content.routeTarget.target }
}

extension Candidate: Equatable {
  package static func == (left: Candidate, right: Candidate) -> Bool {
    left.content === right.content
      || left.routeTarget == right.routeTarget && left.provider == right.provider
        && left.model == right.model
  }
}
