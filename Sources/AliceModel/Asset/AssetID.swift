import AliceNumbers

/// The identity of an asset: the SHA-256 of what the file shows (see `docs/file-format.md`). It survives renames, moves
/// and edits of metadata.
public struct AssetID: Hashable, Sendable {
  /// The 64 lower-case hexadecimal digits.
  public let hex: String

  /// Returns nil unless `hex` consists of 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 64, hex.utf8.allSatisfy(AssetID.isHexDigit) else { return nil }
    self.hex = hex
  }

  /// Creates an id from the 32 bytes of a digest; returns nil for any other number of bytes.
  public init?(digest: [UInt8]) {
    guard digest.count == 32 else { return nil }
    hex = String(unsafeUninitializedCapacity: 64) { buffer in
      for (place, byte) in digest.enumerated() {
        buffer[2 * place] = AssetID.digit(byte >> 4)
        buffer[2 * place + 1] = AssetID.digit(byte & 15)
      }
      return 64
    }
  }

  /// The first ten digits, which the output shows and file names contain.
  public var short: String { String(hex.prefix(10)) }

  /// Returns whether `text` can be the beginning of an id: 4 to 64 hexadecimal digits.
  public static func isPrefix(_ text: String) -> Bool {
    (4...64).contains(text.utf8.count) && text.utf8.allSatisfy(isHexDigit)
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

extension AssetID: CustomStringConvertible {
  public var description: String { hex }
}

extension AssetID: Comparable {
  public static func < (left: AssetID, right: AssetID) -> Bool { left.hex < right.hex }
}
