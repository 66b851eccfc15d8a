import AliceKit
import ArgumentParser

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check that disk and catalog agree.",
    usage: "alice check [<options>]",
    discussion: """
      Exit status 1 if they do not, or if the catalog is damaged. --repair makes them agree without losing ratings or \
      tags: what a file or its sidecar has lost, and the catalog knows, is written back; what another program wrote \
      there is read; a damaged catalog is rebuilt. Files that cannot be written are named, and the exit status is 3.
      A file whose bytes are not those that were kept is damaged. That of an unchanged file shows only when it is \
      read: --verify reads every file, and goes on where an earlier run was stopped; --sample reads a share of them. \
      A damaged file stays as it is, and its asset keeps its recipe and its rating: replace the file by a sound copy, \
      or organize one.

      --disclosure instead tells which files lack the machine-readable mark that AI made them: IPTC's digital source \
      type, or that of a C2PA manifest, which is read and not verified. Photographs are left out if a camera or another \
      origin is named in them. Exit status 1 if a file lacks it; 'alice edit --disclosure' writes it. Public pages say \
      that the EU's AI Act, Article 50(2), asks for such marks since August 2026.
      """)

  @Flag(name: .long, help: "Make disk and catalog agree.")
  var repair = false

  @Flag(name: .long, help: "Read every file as a whole, and find damage that no date shows.")
  var verify = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --verify: read only this share, those first that were verified the longest ago.", valueName: "5%"),
    transform: Check.share)
  var sample: Double?

  @Flag(name: .long, help: "Tell which files lack the mark that AI made them.")
  var disclosure = false

  @Flag(name: [.customShort("n"), .long], help: "Show what --repair would do; write nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if disclosure, repair || verify { throw ValidationError("--disclosure excludes --repair and --verify.") }
    if sample != nil, !verify { throw ValidationError("--sample needs --verify.") }
  }

  private static func share(_ text: String) throws -> Double {
    let number = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard let percent = Double(number), percent > 0, percent <= 100 else {
      throw ValidationError("'\(TerminalText(text))' is not a share; give a percentage such as 5%.")
    }
    return percent / 100
  }

  func run() async throws {
    let session = try await Session(common)
    if disclosure { return try await tellDisclosure(session) }
    let repairs = repair && !dryRun
    let workspace = try repairs ? session.openLibraryForWriting() : session.openLibrary()
    let verification: Verification? = verify ? sample.map(Verification.share) ?? .all : nil
    let report = try await session.watching(goOn: goOn(repairs: repairs)) {
      try LibraryCheck(workspace).run(
        repair: repairs, verification: verification, records: !dryRun, progress: $0)
    }
    tell(report, repairs: repairs, session)
    if !report.failures.isEmpty { throw Failure(.partly) }
    if repairs ? !report.remaining.isEmpty : report.findings.contains(where: \.isProblem) { throw Failure(.answerIsNo) }
  }

  private func goOn(repairs: Bool) -> String {
    if repairs { return "what is repaired stays, and the same command does the rest" }
    return verify && !dryRun ? "the same command goes on from here" : "the same command begins again"
  }

  private func tell(_ report: CheckReport, repairs: Bool, _ session: Session) {
    let problems = report.findings.filter(\.isProblem)
    session.console.write(report.findings, .findings, as: session.format) { _ in
      [
        "files": JSONValue(report.files), "repaired": .bool(repairs),
        "problems": .array(problems.map(\.json)), "remaining": .array(report.remaining.map(\.json)),
        "failed": .array(report.failures.map(\.json)), "verified": verify ? JSONValue(report.verified) : .null,
        "notes": .array(report.findings.filter { !$0.isProblem }.map(\.json)),
      ]
    }
    if !session.format.isJSON {
      let isMended = repairs && !problems.isEmpty && report.failures.isEmpty && report.remaining.isEmpty
      let read = verify ? ", \(report.verified) read as a whole" : ""
      let counts = "\(counted(report.files, "file"))\(read), \(counted(problems.count, "problem"))"
      session.console.note(counts + (isMended ? ", repaired" : ""))
    }
    if let aside = report.aside {
      session.console.warn("the damaged catalog is kept as \(TerminalText(aside.lastComponent.description))")
    }
    for case .damaged(_, let path, let damage) in report.findings {
      session.console.warn("damaged: \(TerminalText(path.description)): \(damage.sentence)")
    }
    for failure in report.failures { session.console.error(failure.sentence) }
    for finding in report.remaining {
      session.console.error("not repaired: \(finding.kind) \(TerminalText(finding.path.description))")
    }
  }
}

extension ListFormat<Finding> {
  fileprivate static var findings: ListFormat {
    ListFormat(json: \.json, line: { "\($0.kind)\t\(TerminalText($0.path.description))" })
  }
}

extension Finding {
  fileprivate var json: JSONValue {
    var object: JSONObject = ["kind": .string(kind), "path": .string(path.description)]
    switch self {
    case .moved(let move):
      object["id"] = .string(move.id.hex)
      object["from"] = .string(move.from.description)
    case .damaged(let id, _, let damage):
      object["id"] = .string(id.hex)
      object["what"] = .string(damage.rawValue)
    case .missing(let id, _), .changed(let id, _), .edited(let id, _),
      .sidecarMissing(let id, _), .companionMissing(let id, _), .companionDamaged(let id, _), .returned(let id, _):
      object["id"] = .string(id.hex)
    case .duplicate(let id, _, let other):
      object["id"] = .string(id.hex)
      object["of"] = .string(other.description)
    case .unknown, .unreachable, .orphanSidecar, .stranger, .leftover, .lost, .catalogDamaged: break
    }
    return .object(object)
  }
}

extension NotMended {
  var sentence: String { "could not be written: \(TerminalText(path.description)): \(reason)" }

  var json: JSONValue { ["path": .string(path.description), "reason": .string(reason)] }

  private var reason: String { Failure(describing: error).message ?? "it failed" }
}
