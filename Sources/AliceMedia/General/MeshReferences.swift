package import AliceModel
import AliceNumbers

/// The files that meshes name: an OBJ its materials, materials their textures, a glTF its buffers and pictures.
package struct MeshReferences: Sendable {
  private static let byteLimit = 4 << 20
  private static let jsonLimit = 32 << 20
  private static let limit = 1024
  /// The statements of MTL whose last word is a file.
  private static let maps = ["map_", "bump", "disp", "decal", "norm", "refl"]

  private var names: [String] = []

  package init() {}

  /// Adds the names in a file; one that is no such mesh, or cannot be understood, names none.
  package mutating func read(_ bytes: some RandomAccessBytes, _ format: MediaFormat) throws {
    switch format {
    case .obj, .mtl:
      let head = try bytes.read(at: 0, count: MeshReferences.byteLimit)
      for line in String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline) {
        add(line.drop { $0 == " " || $0 == "\t" }, format)
      }
    case .gltf where bytes.byteCount <= UInt64(MeshReferences.jsonLimit):
      let whole = try bytes.read(at: 0, count: MeshReferences.jsonLimit)
      guard let scene = try? JSONValue(parsing: whole) else { return }
      for list in ["buffers", "images"] {
        for item in scene[list]?.arrayValue ?? [] { item["uri"]?.stringValue.map { add($0) } }
      }
    default: break
    }
  }

  private mutating func add(_ line: Substring, _ format: MediaFormat) {
    let words = line.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "\t" })
    guard words.count == 2 else { return }
    let keyword = words[0].lowercased()
    if format == .obj, keyword == "mtllib" { add(String(words[1])) }
    guard format == .mtl, MeshReferences.maps.contains(where: keyword.hasPrefix) else { return }
    // Options precede the name, which may contain blanks.
    let rest = words[1]
    add(String(rest.hasPrefix("-") ? rest.split(separator: " ").last ?? rest : rest))
  }

  private mutating func add(_ reference: String) {
    let name = reference.trimmed
    guard names.count < MeshReferences.limit, !name.hasPrefix("data:"), !name.contains(":"),
      let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init),
      CompanionFolder.isSafe(last), !names.contains(last)
    else { return }
    names.append(last)
  }

  /// Returns the names for files: those that were told, and for a file that no mesh names, the one that a mesh misses if
  /// it has the extension of this file alone.
  package func names(for files: [(told: String?, format: MediaFormat)]) -> [String?] {
    let told = files.map { file in file.told?.split { $0 == "/" || $0 == "\\" }.last.map(String.init) }
    let present = Set(told.compactMap { $0 })
    let missing = names.filter { !present.contains($0) }
    let unnamed = files.indices.filter { index in told[index].map { !names.contains($0) } ?? true }
    var given = told
    for name in missing {
      let ending = BytePath(name).fileExtension
      let fitting = unnamed.filter {
        files[$0].format.knownExtensions.contains(ending) || files[$0].format.allows(fileExtension: ending)
      }
      let others = missing.filter { BytePath($0).fileExtension == ending }
      if fitting.count == 1, others.count == 1 { given[fitting[0]] = name }
    }
    return given
  }
}

extension String {
  fileprivate var trimmed: String {
    let text = trimmingBlanks
    return text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1
      ? String(text.dropFirst().dropLast()) : text
  }
}
