package import AliceModel
import Foundation

/// What a failing disk does to a file.
package enum Rot {
  package enum Problem: Error { case noSuchBytes, system(Int32) }

  /// Flips one bit of the byte `distance` bytes after the first occurrence of `marker`, or before the end of the file.
  /// The modification time stays, to the nanosecond, unless `isWritten`.
  package static func flip(
    _ path: BytePath, after marker: String? = nil, _ distance: Int, isWritten: Bool = false
  ) throws {
    var facts = stat()
    guard stat(path.description, &facts) == 0 else { throw Problem.system(errno) }
    let url = URL(filePath: path.description)
    let bytes = try Data(contentsOf: url)
    let end = marker.map { bytes.range(of: Data($0.utf8))?.upperBound } ?? bytes.count
    guard let end else { throw Problem.noSuchBytes }
    let place = marker == nil ? end - distance : end + distance
    guard bytes.indices.contains(place) else { throw Problem.noSuchBytes }
    let file = try FileHandle(forUpdating: url)
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: Data([bytes[place] ^ 1]))
    try file.close()
    guard !isWritten else { return }
    let times = [facts.st_atim, facts.st_mtim]
    guard utimensat(AT_FDCWD, path.description, times, 0) == 0 else { throw Problem.system(errno) }
  }
}
