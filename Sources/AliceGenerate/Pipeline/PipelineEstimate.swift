import AliceNumbers

/// The cost of a pipeline run, as far as it is known before there are images.
package struct PipelineEstimate: Sendable {
  package struct Line: Sendable {
    package let stage: String
    package let model: String
    package let requests: ClosedRange<Int>
    /// The cost of one request; nil if it depends on the image or is unknown.
    package let each: Money?
  }

  package let lines: [Line]
  /// A model whose price is unknown altogether.
  package let unpriced: String?

  /// The minimum cost: keep stages find as many images as they ask for, but those by quality find none.
  package var least: Money { lines.reduce(.zero) { $0 + ($1.each ?? .zero).times($1.requests.lowerBound) } }

  /// The maximum cost; nil if a price is not known beforehand.
  package var most: Money? {
    guard lines.allSatisfy({ $0.each != nil }) else { return nil }
    return lines.reduce(.zero) { $0 + ($1.each ?? .zero).times($1.requests.upperBound) }
  }

  /// The maximum cost, with stages of unknown price counted separately.
  package var cost: ExpectedCost {
    var cost = ExpectedCost()
    for line in lines { cost.add(line.each, model: line.model, count: line.requests.upperBound) }
    return cost
  }

  package init(
    _ request: PipelineRequest, registry: ModelRegistry = .builtIn, prompts: PromptFiles? = nil
  ) async throws {
    let stages = try await request.checkedStages(registry: registry, prompts: prompts)
    try await self.init(request, stages: stages, registry: registry, prompts: prompts)
  }

  init(
    _ request: PipelineRequest, stages: [Pipeline.Stage], registry: ModelRegistry = .builtIn,
    prompts: PromptFiles? = nil
  ) async throws {
    var pictures = request.images.count...request.images.count
    var lines: [Line] = []
    var unpriced: String?
    for stage in stages {
      if case .generate(_, let count) = stage.step { pictures = count...count }
      if case .keep(let rule) = stage.step { pictures = rule.left(of: pictures) }
      guard let call = stage.step.call else { continue }
      let model = try registry.known(call.model)
      let plan = try await GenerationRunner.plan(
        stage.sampleRequest(request, call, model), registry: registry, prompts: prompts)
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
