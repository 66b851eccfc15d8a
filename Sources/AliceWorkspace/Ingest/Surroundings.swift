package import AliceLibrary
import AliceMedia

/// The small files that belong to a picture or a film and lie beside it.
package struct Surroundings: Sendable {
  package struct Neighbour: Sendable {
    package let file: OpenFile
    package let bytes: [UInt8]
  }

  /// `NAME.EXT.xmp` or `NAME.xmp`.
  package var sidecar: Neighbour?
  /// Of the sidecar beside the file, read or not.
  private(set) var sidecarStamp: FileStamp?
  /// A sidecar that lies elsewhere and is known to belong here, where there is none beside the file.
  var foreignSidecar: [UInt8]?
  /// Recipes such as `NAME.txt`, each with its ending.
  package var companions: [(suffix: BytePath, neighbour: Neighbour)] = []

  private static let limit = 16 << 20

  package init() {}

  package init(of path: BytePath) {
    self.init(companionsOf: path)
    sidecar = (try? Sidecar.beside(path)).flatMap(Surroundings.read)
    sidecarStamp = sidecar?.file.stamp
  }

  /// Of a file of the library. A sidecar that is there and cannot be read throws: without it the file would seem to say less
  /// than was known of it. One over 16 MiB is none.
  package init(inLibrary path: BytePath) throws(LibraryError) {
    self.init(companionsOf: path)
    guard let file = try Sidecar.beside(path) else { return }
    sidecarStamp = file.stamp
    guard file.byteCount <= UInt64(Surroundings.limit) else { return }
    sidecar = try Neighbour(file: file, bytes: file.readAll(limit: Surroundings.limit))
  }

  private init(companionsOf path: BytePath) {
    for (suffix, file) in Companions.beside(path) {
      if let neighbour = Surroundings.read(file) { companions.append((suffix, neighbour)) }
    }
  }

  private static func read(_ file: OpenFile?) -> Neighbour? {
    guard let file, let bytes = try? file.readAll(limit: limit) else { return nil }
    return Neighbour(file: file, bytes: bytes)
  }

  var sidecarBytes: [UInt8]? { sidecar?.bytes ?? foreignSidecar }

  /// What the recipes beside the file say.
  var recipeEntries: [MetadataEntry] {
    companions.flatMap { companion in
      RecipeSidecar.entries(
        fileName: companion.neighbour.file.path.lastComponent.description, companion.neighbour.bytes)
    }
  }

  /// All of them.
  package var neighbours: [Neighbour] { (sidecar.map { [$0] } ?? []) + companions.map(\.neighbour) }

  /// True for a file that travels with another one and is not taken in by itself.
  package static func belongsToNeighbour(_ path: BytePath) -> Bool {
    // Asked of every file of a walk: most are told apart by their last letter.
    guard let last = path.bytes.last, "pPtTnN".utf8.contains(last) else { return false }
    if path.fileExtension == "xmp" {
      let whole = BytePath(bytes: Array(path.bytes.dropLast(4)))
      return (try? OpenFile.open(whole)) != nil || Companions.hasMedia(stem: whole)
    }
    return Companions.stem(of: path).map(Companions.hasMedia) ?? false
  }
}
