package import AliceModel
import CAlice

extension OpenFile {
  /// Writes a file into a folder for temporary files and takes its name away at once, so that nothing is left of it when
  /// the last reference goes. Such a file can be read, and not placed.
  ///
  /// `write` gets a function that appends bytes.
  package static func scratch(
    in folder: BytePath, _ write: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
  ) throws -> OpenFile {
    let folder = try Folder(at: folder)
    let name = BytePath(".alice-\(alice_process())-" + String(UInt64.random(in: .min ... .max), radix: 16))
    var writer = try FileWriter(name, in: folder, mode: 0o600)
    defer { try? folder.removeFile(name) }
    try write { try writer.write($0) }
    return try OpenFile.open(name, in: folder)
  }
}
