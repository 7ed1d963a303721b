/// A route's target with everything that is needed to ask it.
package struct Candidate: Sendable, Equatable {
  package var routeTarget: RouteTarget
  package var provider: Provider
  package var model: Model

  package init(_ routeTarget: RouteTarget, provider: Provider, model: Model) {
    self.routeTarget = routeTarget
    self.provider = provider
    self.model = model
  }

  package var target: Target { routeTarget.target }
}
