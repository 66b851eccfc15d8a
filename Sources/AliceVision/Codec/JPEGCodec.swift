import AliceNumbers
import CTurboJPEG

/// Decodes JPEG with the TurboJPEG interface, which reports errors by return codes.
enum JPEGCodec {
  /// Decodes a file that `JPEGPlan` assembled, with each side divided by `denominator`: 1, 2, 4 or 8.
  static func decode(_ bytes: [UInt8], denominator: Int = 1) throws(VisionError) -> DecodedImage {
    guard let codec = tjInitDecompress() else { throw .damaged("no decoder") }
    defer { tjDestroy(codec) }
    var (width, height, sampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
    let status = tjDecompressHeader3(codec, bytes, UInt(bytes.count), &width, &height, &sampling, &space)
    guard status == 0 || isWarning(codec) else { throw .damaged(message(codec)) }
    _ = try ImageDecoder.pixelCount(width: Int(width), height: Int(height), maximum: .max)
    // The decoder chooses the largest of its scales that fits into the size.
    let step = Int32(denominator)
    (width, height) = ((width + step - 1) / step, (height + step - 1) / step)
    let count = Int(width) * Int(height)
    let isCMYK = space == Int32(TJCS_CMYK.rawValue) || space == Int32(TJCS_YCCK.rawValue)
    var samples = [UInt8](repeating: ImageDecoder.backdrop, count: count * (isCMYK ? 4 : 3))
    let truncated = try decompress(
      codec, bytes, into: &samples, width: width, height: height, layout: isCMYK ? TJPF_CMYK : TJPF_RGB,
      // Rounding errors of the fast transform disappear in a reduced image.
      flags: denominator == 1 ? TJFLAG_ACCURATEDCT : 0)
    if isCMYK { makeRGB(ofCMYK: &samples) }
    return DecodedImage(
      pixels: Pixels(width: Int(width), height: Int(height), rgb: samples), truncated: truncated, lacksEnd: false,
      hasAlpha: false)
  }

  /// Returns whether data was missing or damaged.
  private static func decompress(
    _ codec: tjhandle, _ bytes: [UInt8], into samples: inout [UInt8], width: Int32, height: Int32, layout: TJPF,
    flags: Int32
  ) throws(VisionError) -> Bool {
    // Without this limit, a small progressive file with thousands of scans occupies the decoder for minutes.
    let status = tjDecompress2(
      codec, bytes, UInt(bytes.count), &samples, width, 0, height, Int32(layout.rawValue), flags | TJFLAG_LIMITSCANS)
    if status == 0 { return false }
    guard isWarning(codec) else { throw .damaged(message(codec)) }
    return meansDamage(message(codec))
  }

  /// The other warnings concern unusual but complete files, such as padding before the end marker.
  private static func meansDamage(_ warning: String) -> Bool {
    warning.contains("remature end") || warning.contains("bad Huffman code") || warning.contains("instead of RST")
  }

  private static func isWarning(_ codec: tjhandle) -> Bool { tjGetErrorCode(codec) == Int32(TJERR_WARNING.rawValue) }

  private static func message(_ codec: tjhandle) -> String {
    tjGetErrorStr2(codec).map { String(cString: $0) } ?? ""
  }

  /// CMYK in JPEG is stored inverted, as Adobe's programs introduced it: 255 means no ink.
  private static func makeRGB(ofCMYK samples: inout [UInt8]) {
    let count = samples.count / 4
    samples.withUnsafeMutableBufferPointer { samples in
      // The write position never passes the read position.
      for pixel in 0..<count {
        let black = UInt32(samples[pixel * 4 + 3])
        for channel in 0..<3 {
          samples[pixel * 3 + channel] = UInt8((UInt32(samples[pixel * 4 + channel]) * black + 127) / 255)
        }
      }
    }
    samples.removeLast(samples.count - count * 3)
  }
}
