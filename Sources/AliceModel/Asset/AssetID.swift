/// Names a picture by what it shows: SHA-256 as `docs/file-format.md` tells, so it survives rename, move and edits of metadata.
public struct AssetID: Hashable, Sendable {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  /// Nil unless `hex` is 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 64, hex.utf8.allSatisfy(AssetID.isHexDigit) else { return nil }
    self.hex = hex
  }

  /// Of the 32 bytes of a digest; nil for any other number of bytes.
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

  /// The ten digits that people see and that stand in file names.
  public var short: String { String(hex.prefix(10)) }

  /// True for what could be the beginning of an id: 4 to 64 hexadecimal digits.
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
