package import AliceLibrary
import AliceMedia

/// A file that a provider returned.
package struct ReturnedFile: Sendable {
  package let file: OpenFile
  package let told: ToldFormat
  /// Where it stood in the answer, such as `textures.0`.
  package let key: String?

  package init(file: OpenFile, told: ToldFormat, key: String? = nil) {
    self.file = file
    self.told = told
    self.key = key
  }
}

extension Candidate {
  /// Adds files that belong to the candidate: it gets a folder of its own in the library, and its record lists them.
  ///
  /// Each keeps the name that was told, made safe and unique. A mesh that names a file which none is called gets it under
  /// that name, if only one can be meant. A file with the bytes and the name of another one is added once.
  package mutating func accompany(with files: [ReturnedFile]) throws {
    guard !files.isEmpty else { return }
    let own = try ContentDigest.hex(of: file)
    var references = MeshReferences()
    try references.read(file, inspection.format)
    var found: [Found] = []
    for returned in files.prefix(Companion.limit) {
      let digest = try ContentDigest.hex(of: returned.file)
      let format = Found.format(of: returned)
      guard digest != own,
        !found.contains(where: { $0.digest == digest && $0.returned.told.name == returned.told.name })
      else { continue }
      try references.read(returned.file, format)
      found.append(Found(returned: returned, format: format, digest: digest))
    }
    let names = references.names(for: found.map { ($0.returned.told.name, $0.format) })
    var taken = Set(companions.map { $0.name.lowercased() })
    for (item, name) in zip(found, names) {
      let name = CompanionFolder.name(for: name ?? item.returned.key, format: item.format, taken: taken)
      taken.insert(name.lowercased())
      companions.append(PlacedCompanion(name: name, file: item.returned.file))
      record.companions.append(
        Companion(
          name: name, bytes: item.returned.file.byteCount, digest: item.digest, key: item.returned.key))
    }
  }

  private struct Found {
    let returned: ReturnedFile
    let format: MediaFormat
    let digest: String

    /// A companion need not be sound, so its format is the one that was told if its bytes are damaged or say nothing.
    static func format(of file: ReturnedFile) -> MediaFormat {
      let inspection = try? MediaFile.inspect(file.file, offsetMinutes: 0, told: file.told)
      return inspection.flatMap { $0.format == .other ? nil : $0.format } ?? file.told.format ?? .other
    }
  }

  /// Opens the companions that the record of a file of another library names, as far as they lie beside it.
  mutating func openCompanions() throws(LibraryError) {
    guard !record.companions.isEmpty else { return }
    let folder = source.parent ?? "."
    var present: [Companion] = []
    for companion in record.companions where CompanionFolder.isAsset(source) {
      let path = folder.appending(companion.name)
      do throws(LibraryError) {
        let file = try OpenFile.open(path, untilCancelled: self.file.endsWithTask)
        companions.append(PlacedCompanion(name: companion.name, file: file))
        present.append(companion)
      } catch {
        switch error {
        case .missing, .notRegular: continue
        default: throw error
        }
      }
    }
    record.companions = present
  }
}
