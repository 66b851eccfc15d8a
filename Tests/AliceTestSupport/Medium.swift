package import AliceModel
import Foundation

/// A folder that can be made read-only: by its permissions, or for root, who ignores them, as a separate mount.
package final class Medium: Sendable {
  package let folder: BytePath
  private let isMounted: Bool

  private init(_ folder: BytePath, isMounted: Bool) {
    self.folder = folder
    self.isMounted = isMounted
  }

  /// Whether a folder can be made read-only; root needs the permission to mount for it.
  package static let isPossible = geteuid() != 0 || canMount

  private static let canMount: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-mount-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return run("mount", ["-t", "tmpfs", "tmpfs", folder.path]) && run("umount", [folder.path])
  }()

  /// Whether the tests run as root with the permission to mount, and so use a disk that is really read-only or full.
  package static let isDisk = geteuid() == 0 && canMount

  package static func with<Result>(
    megabytes: Int = 16, _ body: (Medium) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryFolder { outer in
      let folder = outer.appending("medium")
      try FileManager.default.createDirectory(atPath: folder.description, withIntermediateDirectories: true)
      let isMounted = isDisk
      if isMounted, !run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.description]) {
        throw POSIXError(.EPERM)
      }
      let medium = Medium(folder, isMounted: isMounted)
      defer {
        try? medium.unseal()
        if isMounted { _ = run("umount", ["-l", folder.description]) }
      }
      return try await body(medium)
    }
  }

  package func seal() throws {
    if isMounted {
      // A process that another test is just starting may still hold a file that is open for writing here.
      var attempts = 0
      while !Medium.run("mount", ["-o", "remount,ro", folder.description]) {
        attempts += 1
        guard attempts < 50 else { throw POSIXError(.EBUSY) }
        usleep(100_000)
      }
    } else {
      try setModes(file: 0o400, folder: 0o500)
    }
  }

  package func unseal() throws {
    if isMounted {
      guard Medium.run("mount", ["-o", "remount,rw", folder.description]) else { throw POSIXError(.EBUSY) }
    } else {
      try setModes(file: 0o600, folder: 0o700)
    }
  }

  /// Writes until the disk accepts no further byte.
  package func fill() throws {
    let filler = folder.appending("filler").description
    guard FileManager.default.createFile(atPath: filler, contents: nil), let file = FileHandle(forWritingAtPath: filler)
    else { throw POSIXError(.ENOSPC) }
    for size in [1 << 20, 4096, 1] { while (try? file.write(contentsOf: Data(count: size))) != nil {} }
  }

  private func setModes(file: Int, folder: Int) throws {
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: self.folder.description)
    var folders = [self.folder.description]
    for name in try manager.subpathsOfDirectory(atPath: self.folder.description) {
      let path = self.folder.appending(name).description
      let isFolder = try manager.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeDirectory
      if isFolder { folders.append(path) }
      try manager.setAttributes([.posixPermissions: isFolder ? 0o700 : file], ofItemAtPath: path)
    }
    for path in folders.reversed() { try manager.setAttributes([.posixPermissions: folder], ofItemAtPath: path) }
  }

  private static func run(_ program: String, _ arguments: [String]) -> Bool { Tool.output(program, arguments) != nil }
}
