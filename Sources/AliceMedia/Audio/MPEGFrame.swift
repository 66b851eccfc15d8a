import AliceNumbers

/// The header of a frame of MPEG audio, layer III (ISO/IEC 11172-3 and 13818-3, and the half rates of MPEG 2.5).
struct MPEGFrame {
  /// The size of header and data in bytes.
  let size: Int
  /// The number of samples per second.
  let rate: Int
  let samples: Int
  /// The size of the side information after the header, in bytes.
  let sideSize: Int

  private static let rates = [44_100, 48_000, 32_000]
  private static let bitRates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  private static let lowBitRates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]

  /// Returns nil if `bytes` do not begin with a frame, or if it uses a free-format bit rate.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard let head = bytes.bigEndian32(at: 0), head >> 21 == 0x7FF, head >> 17 & 3 == 1 else { return nil }
    let (version, bitRate, rateIndex) = (head >> 19 & 3, Int(head >> 12 & 15), Int(head >> 10 & 3))
    guard version != 1, (1...14).contains(bitRate), rateIndex < 3 else { return nil }
    let isFirst = version == 3
    rate = MPEGFrame.rates[rateIndex] / (isFirst ? 1 : version == 2 ? 2 : 4)
    samples = isFirst ? 1_152 : 576
    let bits = (isFirst ? MPEGFrame.bitRates : MPEGFrame.lowBitRates)[bitRate] * 1_000
    size = samples / 8 * bits / rate + Int(head >> 9 & 1)
    let isMono = head >> 6 & 3 == 3
    sideSize = isFirst ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
  }

  /// Returns the duration in seconds if the first frame, with which `bytes` begin, holds the number of frames (Xing,
  /// Info or VBRI).
  func duration(_ bytes: ArraySlice<UInt8>) -> Double? {
    let xing = bytes.dropFirst(4 + sideSize)
    if xing.starts(with: "Xing".utf8) || xing.starts(with: "Info".utf8), let flags = xing.bigEndian32(at: 4),
      flags & 1 == 1, let frames = xing.bigEndian32(at: 8)
    {
      return Double(frames) * Double(samples) / Double(rate)
    }
    let vbri = bytes.dropFirst(36)
    guard vbri.starts(with: "VBRI".utf8), let frames = vbri.bigEndian32(at: 14) else { return nil }
    return Double(frames) * Double(samples) / Double(rate)
  }
}
