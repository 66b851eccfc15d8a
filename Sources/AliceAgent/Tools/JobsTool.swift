import AliceKit

/// Lists paid requests.
enum JobsTool {
  /// What is told of a job: the members of `--json` without what was sent, and the prompt.
  static let shape = Schema.object(
    .required("id", .string), .required("state", .choice(Job.State.allCases.map(\.rawValue))),
    .required("model", .string), .required("provider", .string), .required("prompt", .string.orNull),
    .required("created", .string), .required("updated", .string), .required("estimate", .string.orNull),
    .required("billed", .string.orNull), .required("error", .string.orNull),
    .required("assets", .array(of: .string)), .required("parents", .array(of: .string)))

  static let tool = Tool(
    name: "jobs", title: "List paid requests",
    summary: "Paid requests, the newest first: whether they are done, what they made, what they cost.",
    scope: .read, effects: .init(isReadOnly: true, isIdempotent: true),
    input: .object(
      .optional("id", .string(most: 64).described("One request.")),
      .optional("open", .boolean.described("Only those that have not ended.")),
      .optional("limit", .integer(1...50).described("20 without it."))),
    output: .object(.required("jobs", .array(of: shape)), .required("clipped", .boolean)),
    run: run)

  private static let usualLimit = 20

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    let jobs = try await call.library.read { library in
      if let id = call.text("id") { return [try GenerationRunner.job(id, in: library.workspace)] }
      return Array(
        try GenerationRunner.jobs(in: library.workspace, open: call.flag("open"))
          .prefix(call.number("limit") ?? usualLimit))
    }
    return .done(["jobs": .array(jobs.map(json)), "clipped": false])
  }

  static func json(_ job: Job) -> JSONValue {
    guard var object = job.json.objectValue else { return .null }
    object["prompt"] = ModelSpec.promptName(in: job.input).flatMap { job.input[$0] } ?? .null
    return .object(object)
  }
}
