import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Decides whether a source can be removed if the library had its image already: both are read, and the content of the
/// source is searched for in the library's file and its sidecar.
///
/// The library's file may come from a run that was interrupted before it removed the source.
struct SourceProof {
  let library: Library

  enum Finding {
    /// The source is contained: the splice describes the library's file in terms of the source.
    case contained(Splice, Placed)
    case stays(Refusal)
  }

  func finding(_ candidate: Candidate, in asset: Asset) -> Finding {
    do throws(any Error) {
      guard let stamp = try library.stamp(of: asset.path) else { return .stays(.unproved) }
      let placed = Placed(path: asset.path, stamp: stamp)
      guard try holdsRecipeSidecars(of: candidate, asset) else { return .stays(.holdsMore) }
      if try holdsSidecar(of: candidate, asset) {
        for splice in try splices(candidate, asset) where isMade(placed, of: candidate.file, by: splice) {
          return .contained(splice, placed)
        }
      }
      return .stays(try saysMore(candidate, than: asset) ? .holdsMore : .unproved)
    } catch {
      return .stays(.unproved)
    }
  }

  /// Returns the possible derivations of the library's file: the source with the library's record embedded, or the
  /// source unchanged.
  private func splices(_ candidate: Candidate, _ asset: Asset) throws -> [Splice] {
    let whole = Splice(copying: candidate.file.byteCount)
    let embedding = try MediaFile.embed(asset.record, into: candidate.file, inspection: candidate.inspection)
    if case .splice(let splice) = embedding { return [splice, whole] }
    return [whole]
  }

  private func isMade(_ placed: Placed, of source: OpenFile, by splice: Splice) -> Bool {
    (try? library.verify(source, splice, placed)) != nil
  }

  /// Returns whether the library has the recipe sidecars that would be removed with the source.
  private func holdsRecipeSidecars(of candidate: Candidate, _ asset: Asset) throws -> Bool {
    let own = Set(candidate.ownSidecars.map(\.file.path))
    let recipeSidecars = candidate.beside.recipeSidecars.filter { own.contains($0.sidecar.file.path) }
    guard !recipeSidecars.isEmpty else { return true }
    let present = try library.recipeSidecars(for: asset.path)
    return recipeSidecars.allSatisfy { present.contains(RecipeSidecar(name: $0.name, bytes: $0.sidecar.bytes)) }
  }

  private func holdsSidecar(of candidate: Candidate, _ asset: Asset) throws -> Bool {
    guard let sidecar = ownSidecar(of: candidate) else { return true }
    let present = try library.readSidecar(for: asset.path)
    return present == sidecar || present == XMPSidecar.make(asset.record, id: asset.id, existing: sidecar)
  }

  private func ownSidecar(of candidate: Candidate) -> [UInt8]? {
    guard let sidecar = candidate.beside.xmp,
      candidate.ownSidecars.contains(where: { $0.file.path == sidecar.file.path })
    else { return nil }
    return sidecar.bytes
  }

  /// Returns whether a text in the source's file or sidecar is in neither the library's file nor its sidecar.
  private func saysMore(_ candidate: Candidate, than asset: Asset) throws -> Bool {
    let header = try MediaFile.header(
      library.openFile(asset.path), offsetMinutes: asset.created.offsetMinutes, told: asset.told)
    let beside = try library.readSidecar(for: asset.path).map { XMPSidecar.read($0).entries } ?? []
    let known = Set((header.entries + beside).map { [$0.key, $0.text] })
    let said = candidate.inspection.entries + (ownSidecar(of: candidate).map { XMPSidecar.read($0).entries } ?? [])
    return said.contains { !known.contains([$0.key, $0.text]) }
  }
}
