import AliceCatalog
import AliceNumbers
package import AliceWorkspace

/// A run of a pipeline in the journal.
package struct RecordedRun: Sendable {
  /// The name by which `alice pipeline resume` knows it.
  package let name: String
  package let pipeline: String
  package let prompt: String?
  /// `open`, `done` or `ended`.
  package let state: String
  package let stages: Int
  package let stagesDone: Int
  package let created: Timestamp
  package let cost: Cost?

  init(_ run: JournalRun, in journal: Journal) throws {
    // A definition that an older alice wrote may not be one of today.
    let request = try? PipelineRequest(definition: run.definition)
    let steps = try journal.steps(ofRun: run.id).count
    let isShortened = request.map { request in
      !request.images.isEmpty && request.pipeline.stages.contains { $0.step.kind == "generate" }
    }
    name = run.id
    pipeline = request?.pipeline.name ?? run.id
    prompt = request?.prompt
    state = run.state.rawValue
    stages = max(steps, (request?.pipeline.stages.count ?? steps) - (isShortened == true ? 1 : 0))
    stagesDone = steps
    created = run.created
    cost = GenerationResult(jobs: try journal.jobs(run: run.id)).cost
  }

  package var json: JSONValue {
    [
      "run": .string(name), "pipeline": .string(pipeline), "prompt": JSONValue(prompt), "state": .string(state),
      "stages": JSONValue(stages), "stages_done": JSONValue(stagesDone), "created": .string(created.description),
      "cost": cost?.json ?? .null,
    ]
  }
}

extension PipelineRunner {
  /// Returns the runs of the journal, the newest first.
  package static func runs(in workspace: Workspace) throws -> [RecordedRun] {
    guard let journal = try workspace.journalForReading() else { return [] }
    return try journal.runs(kind: JournalRun.pipeline).reversed().map { try RecordedRun($0, in: journal) }
  }
}
