package import AliceModel

/// What a person says of assets beside what was recorded. In each member nil leaves the present value, and `.some(nil)`
/// removes the person's, so that the recorded one counts again.
package struct AssetEdit: Sendable, Hashable {
  package var note: String??
  package var title: String??
  package var prompt: String??
  package var created: Timestamp??
  package var project: String??
  /// Whether the file gets the mark that AI made it.
  package var discloses = false

  package init() {}

  package var isEmpty: Bool { self == AssetEdit() }

  /// The maximum size of each text in bytes.
  private static let longest = 32 << 10

  /// Reads a text as a person gives it: line breaks in one form, no blanks around it. An empty one removes the value.
  ///
  /// Throws if the text is too long, or has more than one line where `lines` is false.
  package static func text(_ text: String, lines: Bool) throws(EditError) -> String? {
    guard text.utf8.count <= longest else { throw .tooLong(limit: longest) }
    let breaks = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
    let joined = breaks.joined(separator: "\n").trimmed
    let hasControls = joined.unicodeScalars.contains { scalar in
      scalar.properties.generalCategory == .control && !(lines && (scalar == "\n" || scalar == "\t"))
    }
    guard !hasControls else { throw .notOneLine }
    return joined.isEmpty ? nil : joined
  }

  func apply(to record: inout AssetRecord) {
    if let note { record.note = note }
    if let title { record.title = title }
    if let prompt { record.correction.prompt = prompt == record.recipe.prompt ? nil : prompt }
    if let created { record.correction.created = created == record.provenance.created ? nil : created }
    if let project { record.project = project }
    if discloses, !record.isDisclosed { record.disclosure = .trainedAlgorithmicMedia }
  }

  var json: JSONObject {
    var object: JSONObject = [:]
    func add(_ name: String, _ text: String??) { if let text { object[name] = JSONValue(text) } }
    add("note", note)
    add("title", title)
    add("prompt", prompt)
    add("created", created.map { $0?.description })
    add("project", project)
    if discloses { object["disclosure"] = true }
    return object
  }
}

/// Why a text cannot be what a person says of an asset.
package enum EditError: Error, Hashable {
  case tooLong(limit: Int)
  /// It has controls, or several lines where one is expected.
  case notOneLine
}

extension String {
  fileprivate var trimmed: String {
    let head = drop(while: \.isWhitespace)
    return String(head.reversed().drop(while: \.isWhitespace).reversed())
  }
}
