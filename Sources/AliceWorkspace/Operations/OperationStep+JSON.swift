import AliceNumbers
import Foundation

/// The JSON of steps in the journal. A step that another version wrote and this one does not know decodes to nil: it is
/// shown, but not undone.
extension OperationStep {
  /// The values of `do`.
  package enum Kind: String {
    case intend, place, remove, rewrite, move, delete, settings, replaced
  }

  package var json: JSONValue {
    switch self {
    case .intended(let step): step.members.called(.intend)
    case .placed(let step): step.members.called(.place)
    case .removed(let step): step.members.called(.remove)
    case .rewrote(let step): step.members.called(.rewrite)
    case .moved(let move): move.members.called(.move)
    case .deleted(let move): move.members.called(.delete)
    case .replaced(let was, let now): (["was": was.json, "now": now.json] as JSONObject).called(.replaced)
    case .settings(let before, let after):
      (["before": before.json, "after": after.json] as JSONObject).called(.settings)
    }
  }

  package init?(json: JSONValue) {
    guard let kind = json["do"]?.stringValue.flatMap(Kind.init(rawValue:)),
      let step = OperationStep(kind, json)
    else { return nil }
    self = step
  }

  private init?(_ kind: Kind, _ json: JSONValue) {
    var step: OperationStep?
    switch kind {
    case .intend: step = IntendedStep(json: json).map(OperationStep.intended)
    case .place: step = PlacedStep(json: json).map(OperationStep.placed)
    case .remove: step = RemovedSource(json: json).map(OperationStep.removed)
    case .rewrite: step = RewrittenStep(json: json).map(OperationStep.rewrote)
    case .replaced:
      if let was = FileStamp(json: json["was"]), let now = FileStamp(json: json["now"]) {
        step = .replaced(was: was, now: now)
      }
    case .move: step = Move(json: json).map(OperationStep.moved)
    case .delete: step = Move(json: json).map(OperationStep.deleted)
    case .settings:
      if let before = json["before"], let after = json["after"] {
        step = .settings(before: LibrarySettings(json: before), after: LibrarySettings(json: after))
      }
    }
    guard let step else { return nil }
    self = step
  }
}

extension Move {
  fileprivate var members: JSONObject { ["id": .string(id.hex), "from": from.json, "to": to.json] }

  fileprivate init?(json: JSONValue) {
    guard let id = AssetID(json: json["id"]), let from = BytePath(json: json["from"]),
      let to = BytePath(json: json["to"])
    else { return nil }
    self.init(id, from: from, to: to)
  }
}

extension IntendedStep {
  fileprivate var members: JSONObject {
    [
      "id": .string(id.hex), "path": path.json, "source": source.json, "source_file": sourceFile.json,
      "added": .string(added.description),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let id = AssetID(json: json["id"]), let path = BytePath(json: json["path"]),
      let source = BytePath(json: json["source"]), let sourceFile = FileStamp(json: json["source_file"]),
      let added = json["added"]?.stringValue.flatMap({ Timestamp($0) })
    else { return nil }
    self.init(id: id, path: path, source: source, sourceFile: sourceFile, added: added)
  }
}

extension PlacedStep {
  fileprivate var members: JSONObject {
    var object: JSONObject = ["id": .string(id.hex), "path": path.json, "file": file.json]
    object["sidecar"] = sidecar?.json
    object["source"] = source.json
    object["source_file"] = sourceFile.json
    object["removed"] = removed.map { .object($0.members) }
    object["merged"] = merged.json
    return object
  }

  fileprivate init?(json: JSONValue) {
    guard let id = AssetID(json: json["id"]), let path = BytePath(json: json["path"]),
      let file = FileStamp(json: json["file"]), let source = BytePath(json: json["source"]),
      let sourceFile = FileStamp(json: json["source_file"])
    else { return nil }
    self.init(
      id: id, path: path, file: file, sidecar: FileStamp(json: json["sidecar"]), source: source, sourceFile: sourceFile,
      removed: json["removed"].flatMap { RemovedSource(json: $0) })
    merged = [MergedSource](json: json["merged"])
  }
}

extension RemovedSource {
  fileprivate var members: JSONObject {
    var object: JSONObject = [
      "id": .string(id.hex), "source": source.json, "path": path.json, "file": file.json, "content": content.json,
      "mode": JSONValue(Int(mode)), "modified": .number(JSONNumber(modified)),
    ]
    if !sidecars.isEmpty { object["companions"] = .array(sidecars.map(\.json)) }
    return object
  }

  package init?(json: JSONValue) {
    guard let id = AssetID(json: json["id"]), let source = BytePath(json: json["source"]),
      let path = BytePath(json: json["path"]), let file = FileStamp(json: json["file"]),
      let content = json["content"].flatMap({ Splice(json: $0) }), let mode = FileMode(json: json["mode"]),
      let modified = json["modified"]?.numberValue?.int64
    else { return nil }
    self.init(
      id: id, source: source, path: path, file: file, content: content, mode: mode.bits, modified: modified,
      sidecars: json["companions"]?.arrayValue?.compactMap { RemovedSidecar(json: $0) } ?? [])
  }
}

extension RemovedSidecar {
  fileprivate var json: JSONValue {
    [
      "source": source.json, "bytes": .string(Data(bytes).base64EncodedString()), "mode": JSONValue(Int(mode)),
      "modified": .number(JSONNumber(modified)),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let source = BytePath(json: json["source"]), let bytes = [UInt8](base64: json["bytes"]),
      let mode = FileMode(json: json["mode"]), let modified = json["modified"]?.numberValue?.int64
    else { return nil }
    self.init(source: source, bytes: bytes, mode: mode.bits, modified: modified)
  }
}

extension RewrittenStep {
  fileprivate var members: JSONObject {
    var object: JSONObject = [
      "id": .string(id.hex), "path": path.json, "file": file.json, "before": before.json,
    ]
    object["content"] = content?.json
    object["sidecar"] = sidecar?.after.json
    object["sidecar_before_file"] = sidecar?.beforeFile?.json
    object["sidecar_before"] = sidecar?.before.map { .string(Data($0).base64EncodedString()) }
    object["merged"] = merged.json
    return object
  }

  fileprivate init?(json: JSONValue) {
    guard let id = AssetID(json: json["id"]), let path = BytePath(json: json["path"]),
      let file = FileStamp(json: json["file"]), let before = FileStamp(json: json["before"])
    else { return nil }
    let after = FileStamp(json: json["sidecar"])
    self.init(
      id: id, path: path, file: file, before: before, content: json["content"].flatMap { Splice(json: $0) },
      sidecar: after.map {
        RewrittenSidecar(
          after: $0, before: [UInt8](base64: json["sidecar_before"]),
          beforeFile: FileStamp(json: json["sidecar_before_file"]))
      })
    merged = [MergedSource](json: json["merged"])
  }
}

extension [MergedSource] {
  /// Nil if there are none.
  fileprivate var json: JSONValue? {
    isEmpty ? nil : .array(map { ["path": $0.path.json, "file": $0.file.json] })
  }

  fileprivate init(json: JSONValue?) {
    self = (json?.arrayValue ?? []).compactMap { source in
      guard let path = BytePath(json: source["path"]), let file = FileStamp(json: source["file"]) else { return nil }
      return MergedSource(path: path, file: file)
    }
  }
}

/// The permission bits of a file.
private struct FileMode {
  let bits: UInt32

  init?(json: JSONValue?) {
    guard let number = json?.intValue, (0...0o7777).contains(number) else { return nil }
    bits = UInt32(number)
  }
}

extension AssetID {
  fileprivate init?(json: JSONValue?) {
    guard let hex = json?.stringValue else { return nil }
    self.init(hex: hex)
  }
}

extension [UInt8] {
  fileprivate init?(base64 value: JSONValue?) {
    guard let data = value?.stringValue.flatMap({ Data(base64Encoded: $0) }) else { return nil }
    self.init(data)
  }
}

extension JSONObject {
  fileprivate func called(_ kind: OperationStep.Kind) -> JSONValue {
    var object: JSONObject = ["do": .string(kind.rawValue)]
    for (key, value) in self { object[key] = value }
    return .object(object)
  }
}
