import AliceWorkspace

/// Why a plan could not be read, with the line number.
package struct PlanError: Error, Sendable, Hashable, CustomStringConvertible {
  let line: Int
  let reason: String

  package var description: String { "line \(line) of the plan: \(reason)" }
}

/// The format of a plan, as JSON lines: the first contains the layout of the library and the options, each other one
/// the action for one file. Users may remove lines and change the destination paths.
extension OrganizePlan {
  package var lines: AnySequence<JSONValue> {
    var head: JSONObject = ["alice_plan": 1, "settings": settings.json, "move": .bool(move)]
    head["link"] = link.map { .string($0.rawValue) }
    if again { head["again"] = true }
    return AnySequence([AnySequence([.object(head)]), AnySequence(items.lazy.map(\.json))].joined())
  }

  package init(lines text: String) throws(PlanError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let first = lines.first, let head = OrganizePlan.json(first), head["alice_plan"]?.intValue == 1 else {
      throw PlanError(line: 1, reason: "this is not a plan of alice")
    }
    self.init(
      settings: LibrarySettings(json: head["settings"] ?? .null), move: head["move"]?.boolValue ?? false,
      link: head["link"]?.stringValue.flatMap(FileLink.init(rawValue:)), again: head["again"]?.boolValue ?? false)
    for (number, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
      guard let json = OrganizePlan.json(line) else { throw PlanError(line: number + 1, reason: "it is not JSON") }
      guard let item = Item(json: json) else {
        throw PlanError(line: number + 1, reason: "it says nothing that can be done")
      }
      items.append(item)
    }
  }

  private static func json(_ line: Substring) -> JSONValue? { try? JSONValue(parsing: String(line)) }
}

extension OrganizePlan.Item {
  var json: JSONValue {
    switch self {
    case .place(let file, let path): .object(file.members("place", path))
    case .join(let file, let path): .object(file.members("join", path))
    case .already(let file, let path): .object(file.members("already", path))
    case .refuse(let file, let reason): OrganizePlan.Item.json("refuse", file, reason)
    case .skip(let file, let reason): OrganizePlan.Item.json("skip", file, reason)
    case .move(let move):
      ["do": "move", "id": .string(move.id.hex), "from": move.from.json, "path": move.to.json]
    }
  }

  private static func json(_ verb: String, _ file: BytePath, _ reason: Refusal) -> JSONValue {
    ["do": .string(verb), "file": file.json, "reason": .string(reason.rawValue)]
  }

  init?(json: JSONValue) {
    let path = BytePath(json: json["path"])
    switch json["do"]?.stringValue {
    case "place":
      guard let file = OrganizePlan.PlannedFile(json: json), let path else { return nil }
      self = .place(file, to: path)
    case "join":
      guard let file = OrganizePlan.PlannedFile(json: json), let path else { return nil }
      self = .join(file, with: path)
    case "already":
      guard let file = OrganizePlan.PlannedFile(json: json), let path else { return nil }
      self = .already(file, as: path)
    case "refuse", "skip":
      guard let file = BytePath(json: json["file"]),
        let reason = json["reason"]?.stringValue.flatMap(Refusal.init(rawValue:))
      else { return nil }
      self = json["do"] == "skip" ? .skip(file, reason) : .refuse(file, reason)
    case "move":
      guard let id = json["id"]?.stringValue.flatMap({ AssetID(hex: $0) }), let from = BytePath(json: json["from"]),
        let path
      else { return nil }
      self = .move(Move(id, from: from, to: path))
    default: return nil
    }
  }
}

extension OrganizePlan.PlannedFile {
  fileprivate func members(_ verb: String, _ path: BytePath) -> JSONObject {
    var object: JSONObject = [
      "do": .string(verb), "source": source.json, "id": .string(id.hex), "path": path.json, "stamp": stamp.json,
    ]
    object["project"] = project.map(JSONValue.string)
    return object
  }

  fileprivate init?(json: JSONValue) {
    guard let source = BytePath(json: json["source"]), source.isAbsolute,
      let stamp = FileStamp(json: json["stamp"]), let id = json["id"]?.stringValue.flatMap({ AssetID(hex: $0) })
    else { return nil }
    self.init(source: source, stamp: stamp, id: id, project: json["project"]?.stringValue)
  }
}
