import AliceNumbers

/// What a file without a reader holds, as far as it is cheap to count.
public struct FileContents: Sendable, Hashable {
  public var vertices: UInt64?
  public var triangles: UInt64?
  /// The number of files in an archive.
  public var entries: UInt64?
  /// What the files of an archive take when they are unpacked, in bytes.
  public var unpacked: UInt64?
  /// The lines of a text, as far as it was read.
  public var lines: Int?
  /// The text itself, at most 64 KiB of it.
  public var text: String?
  /// Whether the text is longer.
  public var isCut = false

  package init() {}

  public var json: JSONValue {
    var object = JSONObject()
    object["vertices"] = vertices.map { .number(JSONNumber($0)) }
    object["triangles"] = triangles.map { .number(JSONNumber($0)) }
    object["entries"] = entries.map { .number(JSONNumber($0)) }
    object["unpacked_bytes"] = unpacked.map { .number(JSONNumber($0)) }
    object["lines"] = lines.map { JSONValue($0) }
    object["text"] = text.map(JSONValue.string)
    if isCut { object["cut"] = true }
    return .object(object)
  }

  /// The counts in words: `8 vertices, 12 triangles`.
  public var words: String {
    let counts: [(UInt64?, String, String)] = [
      (vertices, "vertex", "vertices"), (triangles, "triangle", "triangles"), (entries, "file", "files"),
      (unpacked, "byte unpacked", "bytes unpacked"), (lines.map { UInt64($0) }, "line", "lines"),
    ]
    return counts.compactMap { count, one, many in
      count.flatMap { $0 == 0 ? nil : "\($0) \($0 == 1 ? one : many)" }
    }.joined(separator: ", ")
  }
}
