import AliceModel
import CAlice

extension BytePath {
  /// Passes the path to C. A path that contains a NUL is invalid: the result is `-EINVAL`.
  func withCPath<Count: SignedInteger>(_ body: (UnsafePointer<CChar>) -> Count) -> Count {
    guard !bytes.contains(0) else { return Count(-EINVAL) }
    return (bytes + [0]).withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return Count(-EINVAL) }
      return body(start.assumingMemoryBound(to: CChar.self))
    }
  }

  /// Returns the absolute path without symbolic links; the file must exist.
  func resolved() throws(LibraryError) -> BytePath {
    var found: [UInt8] = []
    let result = withCPath { path in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(ALICE_PATH_SIZE)) { buffer in
        guard let start = buffer.baseAddress else { return -EINVAL }
        let result = alice_real_path(path, start)
        if result == 0 { found = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } }
        return result
      }
    }
    try checked(result, "realpath", self)
    return BytePath(bytes: found)
  }
}
