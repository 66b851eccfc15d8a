import AliceNumbers

/// The folder that an asset with companions has to itself: `NAME.files`, in which the asset is `NAME.EXT` and the others
/// keep their names, so that a mesh finds its textures.
package enum CompanionFolder {
  package static let suffix = ".files"

  /// Returns the path of an asset with companions for the path that it had without them.
  package static func path(for asset: BytePath, stem: String) -> BytePath {
    let folder = BytePath(stem + suffix)
    return (asset.parent?.appending(folder) ?? folder).appending(asset.lastComponent)
  }

  /// Returns the name that all files in the folder of `path` belong to: `NAME` if it is called `NAME.files`.
  package static func owner(ofFolderOf path: BytePath) -> BytePath? {
    guard let folder = path.parent?.lastComponent else { return nil }
    return owner(of: folder)
  }

  /// Returns `NAME` for a folder called `NAME.files`, if `NAME` ends with the short id of an asset: no other program
  /// makes such folders.
  package static func owner(of folder: BytePath) -> BytePath? {
    let ending = Array(suffix.utf8)
    guard folder.bytes.count > ending.count, folder.bytes.suffix(ending.count).elementsEqual(ending) else { return nil }
    let name = BytePath(bytes: Array(folder.bytes.dropLast(ending.count)))
    return shortID(in: name) == nil ? nil : name
  }

  /// Returns the short id with which alice's name of an asset ends, before a number that made it unique.
  package static func shortID(in stem: BytePath) -> String? {
    let parts = stem.bytes.suffix(24).split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isNumbered = parts.count > 1 && (1...3).contains(parts[parts.count - 1].count)
    guard let last = isNumbered ? parts[parts.count - 2] : parts.last else { return nil }
    let isHex = last.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return last.count == 10 && isHex ? String(decoding: last, as: UTF8.self) : nil
  }

  /// Returns whether a file of this name is the asset of the folder of `owner`, or a sidecar of it, and no companion.
  package static func isOwn(_ name: BytePath, of owner: BytePath) -> Bool {
    name == owner || name.bytes.starts(with: owner.bytes + [UInt8(ascii: ".")])
  }

  /// Returns whether `path` is that of an asset in a folder of its own.
  package static func isAsset(_ path: BytePath) -> Bool {
    owner(ofFolderOf: path).map { isOwn(path.lastComponent, of: $0) } ?? false
  }

  /// Returns whether a companion may have this name.
  package static func isSafe(_ name: String) -> Bool {
    (1...SafeName.limit * 2).contains(name.utf8.count) && !name.contains("/") && SafeName.finished(name) == name
      && !SafeName.isExcluded(name) && name.unicodeScalars.allSatisfy(SafeName.allowsInText)
      && SafeName.composed(name) == name
  }

  /// Returns the name of a companion: the one that was told, made safe, with the extension of its format.
  ///
  /// `taken` holds names in lower case that others have.
  package static func name(for told: String?, format: MediaFormat, taken: Set<String>) -> String {
    let last = told?.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let ending = format.fileExtension(told: ToldFormat(name: last).fileExtension)
    let given = BytePath(last).fileExtension
    // A mesh refers to a texture by the name that was told, so a right extension stays as it is written.
    let isRight = format.knownExtensions.contains(given) || given == ending
    let suffix = "." + (isRight && !given.isEmpty ? String(last.suffix(given.count)) : ending)
    let stem = given.isEmpty ? last : String(last.dropLast(given.count + 1))
    let safe = String(
      String.UnicodeScalarView(SafeName.composed(stem).unicodeScalars.map { SafeName.allowsInText($0) ? $0 : "_" }))
    let name = SafeName.finished(SafeName.cut(safe, to: SafeName.room - suffix.utf8.count - 4))
    if !taken.contains((name + suffix).lowercased()) { return name + suffix }
    for number in 2...(Companion.limit + 2) where !taken.contains("\(name)-\(number)\(suffix)".lowercased()) {
      return "\(name)-\(number)\(suffix)"
    }
    return name + suffix
  }
}
