import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Why a file could not be read as a whole.
enum UnreadBytes: Error {
  /// Another program has removed it in the meantime.
  case gone
  /// The disk or its rights do not allow it.
  case unreadable
}

/// The bytes of files as they were when they were verified.
struct VerifiedBytes {
  private let library: Library
  /// Whether a record that cannot be read is an error. Otherwise it counts as empty.
  private let isNeeded: Bool
  /// Nil if no file was verified yet.
  let store: VerifiedFiles?

  /// Opens the record of what was verified; `writes` creates it. That of a library which cannot be written is read.
  init(of library: Library, writes: Bool, isNeeded: Bool = true) throws {
    self.library = library
    self.isNeeded = isNeeded
    do throws(CatalogError) {
      store = try VerifiedBytes.open(library, writes && library.isWritable ? .create : .reading)
    } catch {
      guard !isNeeded else { throw AliceError(error, library: library.root) }
      store = nil
    }
  }

  private static func open(_ library: Library, _ access: StoreAccess) throws(CatalogError) -> VerifiedFiles? {
    let path = library.verifiedPath.description
    do throws(CatalogError) {
      return try VerifiedFiles(at: path, access: access)
    } catch {
      switch error {
      case .missing: return nil
      // It holds nothing that cannot be read again.
      case .damaged where access == .create:
        do { try library.removeVerified() } catch { throw CatalogError.cannotOpen(path: path) }
        return try VerifiedFiles(at: path)
      case .damaged, .notWritable: return nil
      default: throw error
      }
    }
  }

  /// Returns the present state of a file; nil if it changes meanwhile. Throws `UnreadBytes` if it cannot be read, and
  /// otherwise only if the task is cancelled.
  func now(_ found: LibraryFile) throws -> VerifiedFile? {
    let read = Result { try state(of: found) }
    try Task.checkCancellation()
    do {
      return try read.get()
    } catch LibraryError.missing, LibraryError.notRegular {
      throw UnreadBytes.gone
    } catch {
      throw UnreadBytes.unreadable
    }
  }

  private func state(of found: LibraryFile) throws -> VerifiedFile? {
    let file = try OpenFile.open(library.root.appending(found.asset.path), untilCancelled: true)
    let digest = try ContentDigest.hex(of: file)
    guard let stamp = found.entry.stamp, file.stamp == stamp, try file.stampNow() == stamp else { return nil }
    return VerifiedFile(id: found.asset.id, stamp: stamp, digest: digest)
  }

  /// Returns the asset whose file is known to have become this image by damage.
  func asset(damagedTo image: AssetID) throws -> AssetID? {
    guard let store else { return nil }
    do throws(CatalogError) {
      return try store.asset(damagedTo: image)
    } catch {
      guard isNeeded else { return nil }
      throw AliceError(error, library: library.root)
    }
  }

  /// Records which images are damaged ones, so that they are known wherever they are found.
  static func record(_ damages: [DamagedFile], in library: Library) throws {
    var images: [(image: AssetID, asset: AssetID)] = []
    for damaged in damages {
      if let image = damaged.found?.asset.id, image != damaged.id { images.append((image, damaged.id)) }
    }
    guard !images.isEmpty else { return }
    do throws(CatalogError) {
      try VerifiedBytes.open(library, .create)?.record(damages: images)
    } catch {
      throw AliceError(error, library: library.root)
    }
  }

  /// Returns the state of the asset's file when it was verified; nil if that is unknown, or a program has written to
  /// the file since.
  func verified(_ id: AssetID, _ stamp: FileStamp?) throws -> VerifiedFile? {
    guard let store, let stamp else { return nil }
    let file: VerifiedFile?
    do throws(CatalogError) {
      file = try store.file(of: id)
    } catch {
      guard isNeeded else { return nil }
      throw AliceError(error, library: library.root)
    }
    guard let file, file.isOf(stamp) else { return nil }
    return file
  }
}
