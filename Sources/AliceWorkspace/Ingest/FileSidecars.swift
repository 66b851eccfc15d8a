package import AliceLibrary
import AliceMedia

/// The small files that belong to a picture or a film and lie beside it.
package struct FileSidecars: Sendable {
  package struct Member: Sendable {
    package let file: OpenFile
    package let bytes: [UInt8]
  }

  /// `NAME.EXT.xmp` or `NAME.xmp`.
  package var sidecar: Member?
  /// Of the sidecar beside the file, read or not.
  private(set) var sidecarStamp: FileStamp?
  /// A sidecar that lies elsewhere and is known to belong here, where there is none beside the file.
  var foreignSidecar: [UInt8]?
  /// Recipes such as `NAME.txt`, each with its ending.
  package var recipeSidecars: [(suffix: BytePath, sidecar: Member)] = []

  private static let limit = 16 << 20

  package init() {}

  package init(of path: BytePath) {
    self.init(recipeSidecarsOf: path)
    sidecar = (try? Sidecar.beside(path)).flatMap(FileSidecars.read)
    sidecarStamp = sidecar?.file.stamp
  }

  /// Of a file of the library. A sidecar that is there and cannot be read throws: without it the file would seem to say less
  /// than was known of it. One over 16 MiB is none.
  package init(inLibrary path: BytePath) throws(LibraryError) {
    self.init(recipeSidecarsOf: path)
    guard let file = try Sidecar.beside(path) else { return }
    sidecarStamp = file.stamp
    guard file.byteCount <= UInt64(FileSidecars.limit) else { return }
    sidecar = try Member(file: file, bytes: file.readAll(limit: FileSidecars.limit))
  }

  private init(recipeSidecarsOf path: BytePath) {
    for (suffix, file) in RecipeSidecars.beside(path) {
      if let sidecar = FileSidecars.read(file) { recipeSidecars.append((suffix, sidecar)) }
    }
  }

  private static func read(_ file: OpenFile?) -> Member? {
    guard let file, let bytes = try? file.readAll(limit: limit) else { return nil }
    return Member(file: file, bytes: bytes)
  }

  var sidecarBytes: [UInt8]? { sidecar?.bytes ?? foreignSidecar }

  /// What the recipes beside the file say.
  var recipeEntries: [MetadataEntry] {
    recipeSidecars.flatMap { recipeSidecar in
      RecipeSidecarText.entries(
        fileName: recipeSidecar.sidecar.file.path.lastComponent.description, recipeSidecar.sidecar.bytes)
    }
  }

  /// All of them.
  package var sidecars: [Member] { (sidecar.map { [$0] } ?? []) + recipeSidecars.map(\.sidecar) }

  /// True for a file that travels with another one and is not taken in by itself.
  package static func isSidecar(_ path: BytePath) -> Bool {
    // Asked of every file of a walk: most are told apart by their last letter.
    guard let last = path.bytes.last, "pPtTnN".utf8.contains(last) else { return false }
    if path.fileExtension == "xmp" {
      let whole = BytePath(bytes: Array(path.bytes.dropLast(4)))
      return (try? OpenFile.open(whole)) != nil || RecipeSidecars.hasMedia(stem: whole)
    }
    return RecipeSidecars.stem(of: path).map(RecipeSidecars.hasMedia) ?? false
  }
}
