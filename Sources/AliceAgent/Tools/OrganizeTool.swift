import AliceKit
import Foundation
import Synchronization

/// Takes the files of configured inboxes into the library: first a plan, then its application.
enum OrganizeTool {
  private static let item = Schema.object(.required("id", .string), .required("name", .string))
  private static let left = Schema.object(.required("name", .string), .required("reason", .string))

  static let tool = Tool(
    name: "organize", title: "Take files in",
    summary: """
      Take the files of configured inboxes into the library. Without plan_id it returns a plan and writes nothing; with \
      the plan_id of that plan it carries the plan out. Sources are copied and stay. undo takes it back.
      """,
    scope: .write, effects: .init(),
    input: .object(
      .optional("inbox", .array(of: .string(most: 255), most: 20).described("Names of inboxes; all without it.")),
      .optional("plan_id", .string(most: 64))),
    output: .object(
      .required("plan_id", .string.orNull), .required("operation", .string.orNull),
      .required("inboxes", .array(of: .string)), .required("placed", .integer), .required("already", .integer),
      .required("refused", .integer), .required("skipped", .integer), .required("first", .array(of: item)),
      .required("refusals", .array(of: left)), .required("stopped", .string.orNull),
      .required("clipped", .boolean)),
    run: run)

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    if let name = call.text("plan_id") { return try await apply(name, call) }
    let inboxes = try Inboxes(call.context.settings).chosen(call.texts("inbox"))
    let request = OrganizeRequest(sources: inboxes.map(\.folder), refiles: false)
    let plan = try await telling(call) { progress in
      try await call.library.change(by: call.author) { library in
        try await Organizer(
          library.workspace, root: library.workspace.root, request: request, now: Clock.system.now()
        ).plan(progress: progress)
      }
    }
    let names = inboxes.map(\.name)
    var result = answer(plan.report, inboxes: names)
    result["plan_id"] = .string(call.context.plans.keep(plan, of: names))
    return .done(result)
  }

  private static func apply(_ name: String, _ call: ToolCall) async throws -> ToolAnswer {
    guard let (plan, inboxes) = call.context.plans.take(name) else {
      throw AgentFailure(.usage, "this plan is unknown, applied already, or too old; make a new one")
    }
    let report = try await telling(call) { progress in
      try await call.library.change(by: call.author) { library in
        try await Organizer(
          library.workspace, root: library.workspace.root,
          request: OrganizeRequest(sources: [], refiles: false), now: Clock.system.now()
        ).apply(plan, progress: progress)
      }
    }
    var result = answer(report, inboxes: inboxes)
    result["operation"] = JSONValue(report.operation)
    result["stopped"] = JSONValue(report.stopped.map { AgentFailure(describing: $0, call.context).message })
    return .done(result)
  }

  private static let shown = 20

  private static func answer(_ report: OrganizeReport, inboxes: [String]) -> JSONObject {
    [
      "plan_id": nil, "operation": nil, "inboxes": .array(inboxes.map(JSONValue.string)),
      "placed": JSONValue(report.placed.count), "already": JSONValue(report.already.count),
      "refused": JSONValue(report.refused.count), "skipped": JSONValue(report.skipped.count),
      "first": .array(
        report.placed.prefix(shown).map {
          ["id": .string($0.id.hex), "name": .string($0.source.lastComponent.description)]
        }),
      "refusals": .array(
        report.refused.prefix(shown).map {
          ["name": .string($0.file.lastComponent.description), "reason": .string($0.reason.rawValue)]
        }),
      "stopped": nil, "clipped": false,
    ]
  }

  private static let interval = Duration.milliseconds(500)

  /// Runs `body`, and tells the client meanwhile how many files are done.
  private static func telling<Result: Sendable>(
    _ call: ToolCall, _ body: (FileProgress?) async throws -> Result
  ) async throws -> Result {
    let notes = call.exchange.progress
    guard notes.isWanted else { return try await body(nil) }
    let progress = FileProgress()
    let telling = Task {
      while (try? await Task.sleep(for: interval)) != nil {
        guard let now = progress.now else { continue }
        notes.tell(
          Double(now.done), of: now.isCounted ? Double(now.found) : nil, "\(now.done) files \(now.phase.past)")
      }
    }
    defer { telling.cancel() }
    return try await body(progress)
  }
}

/// The configured inboxes by their names, which are all that clients learn of them.
private struct Inboxes {
  struct Inbox {
    let name: String
    let folder: BytePath
  }

  private let all: [Inbox]

  init(_ settings: Settings) {
    var used: [String: Int] = [:]
    all = settings.inboxes.map(\.absolute).map { folder in
      let name = folder.lastComponent.description
      used[name, default: 0] += 1
      let number = used[name] ?? 1
      return Inbox(name: number == 1 ? name : "\(name)-\(number)", folder: folder)
    }
  }

  func chosen(_ names: [String]) throws -> [Inbox] {
    guard !all.isEmpty else {
      throw AgentFailure(.usage, "no inbox is configured; the user can with 'alice config set inboxes FOLDER'")
    }
    for name in names where !all.contains(where: { $0.name == name }) {
      throw AgentFailure(
        .usage, "there is no inbox \(BoundedJSON.quoted(name)); there are \(all.map(\.name).joined(separator: ", "))")
    }
    let chosen = names.isEmpty ? all : all.filter { names.contains($0.name) }
    let present = chosen.filter { FileManager.default.fileExists(atPath: $0.folder.description) }
    guard !present.isEmpty else { throw AgentFailure(.usage, "none of these inboxes is there now") }
    return present
  }
}

/// The plans that clients were shown. Each is carried out once, within ten minutes.
final class OrganizePlans: Sendable {
  private struct Entry {
    let name: String
    let plan: OrganizePlan
    let inboxes: [String]
    let end: ContinuousClock.Instant
  }

  private static let mostEntries = 4
  private static let lifetime = Duration.seconds(600)
  private let entries = Mutex<[Entry]>([])

  /// Returns the name of the plan.
  @inline(never)
  func keep(_ plan: OrganizePlan, of inboxes: [String]) -> String {
    let name = (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }.joined()
    entries.withLock { entries in
      entries.removeAll { $0.end <= .now }
      entries =
        entries.suffix(OrganizePlans.mostEntries - 1)
        + [Entry(name: name, plan: plan, inboxes: inboxes, end: .now + OrganizePlans.lifetime)]
    }
    return name
  }

  @inline(never)
  func take(_ name: String) -> (plan: OrganizePlan, inboxes: [String])? {
    entries.withLock { entries in
      guard let index = entries.firstIndex(where: { $0.name == name && $0.end > .now }) else { return nil }
      let entry = entries.remove(at: index)
      return (entry.plan, entry.inboxes)
    }
  }
}
