/// What a run of a pipeline will cost, as far as that can be known before there are pictures.
package struct PipelineEstimate: Sendable {
  package struct Line: Sendable {
    package let stage: String
    package let model: String
    package let requests: ClosedRange<Int>
    /// For one request; nil where it depends on the picture, or is not known.
    package let each: Money?
  }

  package let lines: [Line]
  /// A model of which no price is known at all.
  package let unpriced: String?

  /// What it costs where every keep stage finds what it looks for, and one by quality nothing.
  package var least: Money { lines.reduce(.zero) { $0 + ($1.each ?? .zero).times($1.requests.lowerBound) } }

  /// Nil where a price is not known beforehand.
  package var most: Money? {
    guard lines.allSatisfy({ $0.each != nil }) else { return nil }
    return lines.reduce(.zero) { $0 + ($1.each ?? .zero).times($1.requests.upperBound) }
  }

  /// What it costs at most, where stages of unknown price are told apart.
  package var cost: ExpectedCost {
    var cost = ExpectedCost()
    for line in lines { cost.add(line.each, model: line.model, count: line.requests.upperBound) }
    return cost
  }

  package init(_ request: PipelineRequest, registry: ModelRegistry = .builtIn) async throws {
    try await self.init(request, stages: try await request.checkedStages(registry: registry), registry: registry)
  }

  init(_ request: PipelineRequest, stages: [Pipeline.Stage], registry: ModelRegistry = .builtIn) async throws {
    var pictures = request.images.count...request.images.count
    var lines: [Line] = []
    var unpriced: String?
    for stage in stages {
      if case .generate(_, let count) = stage.step { pictures = count...count }
      if case .keep(let rule) = stage.step { pictures = rule.left(of: pictures) }
      guard let call = stage.step.call else { continue }
      let model = try registry.known(call.model)
      let plan = try await GenerationRunner.plan(stage.sampleRequest(request, call, model), registry: registry)
      lines.append(Line(stage: stage.name, model: model.name, requests: pictures, each: plan.estimate))
      if model.price?.unit.isForeseeable != true { unpriced = unpriced ?? model.name }
    }
    self.lines = lines
    self.unpriced = unpriced
  }
}

extension Pipeline.Rule {
  fileprivate func left(of pictures: ClosedRange<Int>) -> ClosedRange<Int> {
    let most = min(pictures.upperBound, top ?? .max)
    return (quality == nil ? min(pictures.lowerBound, most) : 0)...most
  }
}

extension Money {
  /// Saturates instead of overflowing.
  fileprivate func times(_ count: Int) -> Money {
    let (product, overflow) = nanos.multipliedReportingOverflow(by: Int64(count))
    return Money(nanos: overflow ? .max : product)
  }
}
