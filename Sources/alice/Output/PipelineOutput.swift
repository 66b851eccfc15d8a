import AliceKit

/// Prints a pipeline: one line per stage on standard error, the final files on standard output.
struct PipelineOutput: Sendable {
  let session: Session

  func print(_ estimate: PipelineEstimate) {
    let list = ListFormat<PipelineEstimate.Line>(
      json: \.json, line: { _ in nil },
      columns: .init(titles: ["STAGE", "MODEL", "REQUESTS", "USD EACH"]) { line in
        [line.stage, line.model, line.range, line.each?.description ?? "by the picture"]
      })
    let format = session.format == .jsonLines ? OutputFormat.json : session.format
    session.console.write(estimate.lines, list, as: format) {
      [
        "stages": .array($0), "least": .string(estimate.least.description),
        "most": JSONValue(estimate.most?.description),
      ]
    }
    if !session.format.isJSON { session.console.writeLine(sentence(estimate.least, estimate.most)) }
  }

  private func sentence(_ least: Money, _ most: Money?) -> String {
    guard let most else { return "at least \(least) USD" }
    return least == most ? "\(most) USD" : "at most \(most) USD"
  }

  /// Runs `body`; if it is cancelled between two requests, tells how to go on.
  func resumable(_ body: () async throws -> PipelineResult) async throws -> PipelineResult {
    do {
      return try await body()
    } catch is CancellationError {
      throw Failure(.interrupted, "stopped; the same command, or 'alice pipeline resume', resumes it")
    }
  }

  func tell(_ step: PipelineStep) {
    let kept = step.pictures.filter(\.isKept)
    let text =
      switch step.kind {
      case "score": "\(step.pictures.count) scored" + scores(step.pictures)
      case "keep": "\(kept.count) of \(step.pictures.count) kept" + scores(kept)
      default:
        "\(kept.count) by \(TerminalText(step.model ?? "?"))" + (step.cost.map { ", \($0) USD" } ?? "")
          + (step.failed.isEmpty ? "" : ", \(step.failed.count) failed")
      }
    session.console.note("\(step.stage): \(text)")
  }

  private func scores(_ pictures: [PipelineStep.Picture]) -> String {
    let scores = pictures.prefix(12).map { picture in
      guard let verdict = picture.verdict else { return "-" }
      if let defect = verdict.defects.first { return defect.rawValue }
      return verdict.score.flatMap(hundredths) ?? "-"
    }
    return scores.isEmpty ? "" : " (\(scores.joined(separator: ", "))\(pictures.count > 12 ? ", …" : ""))"
  }

  /// Returns the score with two decimals.
  private func hundredths(_ score: Double) -> String? {
    Int(exactly: (score * 100).rounded()).map { number in
      let rest = String(number.magnitude % 100)
      return "\(number < 0 ? "-" : "")\(number.magnitude / 100).\(rest.count == 1 ? "0" : "")\(rest)"
    }
  }

  /// Throws the exit status that the result calls for.
  func finish(_ result: PipelineResult) throws {
    session.console.write(result.assets, .assetPaths(in: session.root), as: session.format) { assets in
      [
        "run": .string(result.run), "pipeline": .string(result.pipeline), "state": .string(result.state.rawValue),
        "stages": .array(result.steps.map(\.json)), "assets": .array(assets), "cost": result.cost?.json ?? .null,
        "jobs": .array(result.jobs.map(\.json)),
        "errors": .array(result.failures.map { .string($0.sentence) }),
      ]
    }
    for warning in result.warnings { session.console.warn(TerminalText(warning).description) }
    if result.replayed > 0 {
      session.console.note("\(result.replayed) of \(result.steps.count) stages were done before (run \(result.run))")
    }
    if let cost = result.cost { session.console.note(cost.words) }
    switch result.state {
    case .ended:
      throw Failure(
        .answerIsNo, "nothing passed '\(result.steps.last?.stage ?? "")', so the pipeline ends; its files stay")
    case .done:
      guard !result.failures.isEmpty else { return }
      for failure in result.failures { session.console.error(failure.sentence) }
      throw Failure(.partly, "\(result.failures.count) requests failed; the pipeline continued without them")
    case .open:
      for outcome in result.cancelled { session.console.error(outcome.sentence) }
      throw stop(result)
    }
  }

  private func stop(_ result: PipelineResult) -> Failure {
    let goOn = "the same command, or 'alice pipeline resume \(result.run)', resumes it"
    if result.failures.isEmpty || result.failures.contains(where: \.isDetachment)
      || result.failures.allSatisfy(\.isStop)
    {
      let again = result.cancelled.isEmpty ? "" : "; --retry-failed sends what was cancelled again"
      return Failure(.interrupted, "stopped; \(goOn)\(again)")
    }
    let told = result.failures.filter { !$0.isStop }
    for failure in told { session.console.error(failure.sentence) }
    let isMixed = Set(told.map(\.status)).count > 1
    return Failure(isMixed ? .partly : told[0].status, "the pipeline stopped; \(goOn)")
  }
}

extension PipelineEstimate.Line {
  fileprivate var range: String {
    let (least, most) = (requests.lowerBound, requests.upperBound)
    return least == most ? "\(least)" : "\(least) to \(most)"
  }

  fileprivate var json: JSONValue {
    [
      "stage": .string(stage), "model": .string(model),
      "requests": [JSONValue(requests.lowerBound), JSONValue(requests.upperBound)],
      "each": JSONValue(each?.description),
    ]
  }
}

extension Pipeline {
  var json: JSONValue {
    [
      "name": .string(name), "description": .string(summary),
      "inputs": .array(inputs.map { .string($0.rawValue + (optionalInputs.contains($0) ? "?" : "")) }),
      "limit": JSONValue(limit?.description),
      "stages": .array(
        stages.map {
          ["name": .string($0.name), "kind": .string($0.step.kind), "model": JSONValue($0.step.call?.model)]
        }),
    ]
  }
}
