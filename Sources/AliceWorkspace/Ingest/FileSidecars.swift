package import AliceLibrary
import AliceMedia

/// The sidecars of a media file: small files with the same name in the same folder.
package struct FileSidecars: Sendable {
  package struct Member: Sendable {
    package let file: OpenFile
    package let bytes: [UInt8]
  }

  /// `NAME.EXT.xmp` or `NAME.xmp`.
  package var xmp: Member?
  /// The stamp of the XMP sidecar, whether or not it could be read.
  private(set) var sidecarStamp: FileStamp?
  /// A sidecar from elsewhere that is known to belong to this file, used if the file has no sidecar of its own.
  var foreignSidecar: [UInt8]?
  /// The recipe files such as `NAME.txt` and `NAME.EXT.txt`.
  package var recipeSidecars: [(name: RecipeSidecarName, sidecar: Member)] = []

  /// Whether a sidecar exists and cannot be read: what it tells is not known then.
  var isUnreadable = false

  private static let limit = 16 << 20

  package init() {}

  package init(of path: BytePath) {
    self.init(recipeSidecarsOf: path)
    do {
      if let file = try Sidecar.beside(path, anyCase: true) { xmp = read(file) }
    } catch {
      isUnreadable = true
    }
    sidecarStamp = xmp?.file.stamp
  }

  /// Reads the sidecars of a file of the library. Throws if an existing sidecar cannot be read: otherwise the file
  /// would seem to carry less than was known. A sidecar over 16 MiB counts as none.
  package init(inLibrary path: BytePath) throws(LibraryError) {
    self.init(recipeSidecarsOf: path)
    guard let file = try Sidecar.beside(path) else { return }
    sidecarStamp = file.stamp
    guard file.byteCount <= UInt64(FileSidecars.limit) else { return }
    xmp = try Member(file: file, bytes: file.readAll(limit: FileSidecars.limit))
  }

  private init(recipeSidecarsOf path: BytePath) {
    for (name, file) in RecipeSidecars.beside(path, hasFailed: &isUnreadable) {
      if let sidecar = read(file) { recipeSidecars.append((name, sidecar)) }
    }
  }

  /// Returns nil if the file is too large for a sidecar, or cannot be read.
  private mutating func read(_ file: OpenFile) -> Member? {
    do {
      return Member(file: file, bytes: try file.readAll(limit: FileSidecars.limit))
    } catch {
      if case .tooLarge = error { return nil }
      isUnreadable = true
      return nil
    }
  }

  var sidecarBytes: [UInt8]? { xmp?.bytes ?? foreignSidecar }

  /// The entries of the recipe files.
  var recipeEntries: [MetadataEntry] {
    recipeSidecars.flatMap { recipeSidecar in
      RecipeSidecarText.entries(
        fileName: recipeSidecar.sidecar.file.path.lastComponent.description, recipeSidecar.sidecar.bytes)
    }
  }

  package var sidecars: [Member] { (xmp.map { [$0] } ?? []) + recipeSidecars.map(\.sidecar) }

  /// Returns whether the file is a sidecar of another file, and not ingested by itself.
  package static func isSidecar(_ path: BytePath) -> Bool {
    // This is called for every file of a walk; the last letter rules out most of them.
    guard let last = path.bytes.last, "pPtTnN".utf8.contains(last) else { return false }
    if path.fileExtension == "xmp" {
      let whole = BytePath(bytes: Array(path.bytes.dropLast(4)))
      return (try? OpenFile.open(whole)) != nil || RecipeSidecars.hasMedia(stem: whole)
    }
    guard let picture = RecipeSidecars.stem(of: path) else { return false }
    return RecipeSidecars.isMedia(picture) || RecipeSidecars.hasMedia(stem: picture)
  }
}
