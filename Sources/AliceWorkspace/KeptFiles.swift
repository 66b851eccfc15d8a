import AliceCatalog
package import AliceLibrary
import Foundation

/// The files of a library that stay where they are: all outside of the folder that its layout begins with.
///
/// They are indexed in place. No run moves or renames them, and only a verdict of the user is written into one; their
/// scores and dates are derived from them whenever the catalog lacks them.
package struct KeptFiles: Sendable, Hashable {
  package static let none = KeptFiles(folder: nil)

  /// The folder of all other files; nil if no file is kept.
  private let folder: BytePath?

  fileprivate init(folder: BytePath?) { self.folder = folder }

  /// Reads the settings of a library, and none of its other files.
  package init(of library: Library) {
    let bytes = try? library.read(.settings)
    let settings = bytes.flatMap { try? JSONValue(parsing: $0) }.flatMap { LibrarySettings(kept: $0) }
    self = settings?.kept ?? .none
  }

  /// `path` is relative to the library.
  package func include(_ path: BytePath) -> Bool {
    guard let folder else { return false }
    return path != folder && path.relative(to: folder) == nil
  }

  /// Returns the settings for a folder of the user's: new files get a folder that is not there yet.
  static func settings(of root: BytePath) -> LibrarySettings {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.description)) ?? []
    let taken = Set(names.map { $0.lowercased() })
    let folder = (1...).lazy.map { $0 == 1 ? "Alice" : "Alice \($0)" }.first { !taken.contains($0.lowercased()) }
    return LibrarySettings(layout: "\(folder ?? "Alice")/\(Layout.standard)", keepsLayout: true)
  }
}

extension LibrarySettings {
  /// The files that stay where they are.
  package var kept: KeptFiles { KeptFiles(folder: keepsLayout ? (try? Layout(parsing: layout))?.folder : nil) }
}

extension Workspace {
  /// Returns the asset of a file that shows what the file of the asset shows, with this path: if a person has a verdict
  /// on one of several such files, it is written into that one. Nil if the other one has a verdict already.
  func keptCopy(at path: BytePath) throws -> Asset? {
    guard keptFiles.include(path), let copy = try? reader.read(path), copy.isKept,
      var asset = try catalog.asset(copy.asset.id), (try? reader.read(asset.path))?.isKept != false
    else { return nil }
    asset.path = path
    return asset
  }
}
