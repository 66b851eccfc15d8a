import AliceLibrary

/// Recognises pictures, films and sounds whose formats no reader reads, so that they are not said to be no media.
enum UnreadMedia {
  /// What stands at an offset of a file.
  private static let texts: [(offset: Int, text: String)] = [
    // Films: AVI, Flash, RealMedia, Ogg with video, and any file of ISO's boxes, such as a camera's raw pictures.
    (8, "AVI "), (0, "FLV\u{1}"), (0, ".RMF"), (0, "OggS"), (4, "ftyp"), (4, "jP  "),
    // Sounds: AMR of phones, AIFF, AAC, Sun, MIDI.
    (0, "#!AMR"), (8, "AIFF"), (8, "AIFC"), (0, "ADIF"), (0, ".snd"), (0, "MThd"),
    // Raw pictures: as TIFF, of Panasonic, Olympus, Fujifilm and Canon.
    (0, "II*\0"), (0, "MM\0*"), (0, "IIU\0"), (0, "IIRO"), (0, "IIRS"), (0, "FUJIFILMCCD-RAW"), (6, "HEAPCCDR"),
    // Pictures of programs: Photoshop, GIMP, Radiance, icons.
    (0, "8BPS"), (0, "gimp xcf"), (0, "#?RADIANCE"), (0, "icns"),
  ]
  private static let beginnings: [[UInt8]] = [
    // Windows Media, MPEG program streams and video, other Matroska.
    [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], [0, 0, 1, 0xBA], [0, 0, 1, 0xB3], [0x1A, 0x45, 0xDF, 0xA3],
    // JPEG 2000, AAC, EXR, icons of Windows.
    [0xFF, 0x4F, 0xFF, 0x51], [0xFF, 0xF1], [0xFF, 0xF9], [0x76, 0x2F, 0x31, 1], [0, 0, 1, 0],
  ]
  private static let headSize: UInt64 = 1024
  /// The size of a packet of MPEG transport streams, which cameras put behind four bytes of time.
  private static let packets: [(start: Int, size: Int)] = [(0, 188), (4, 192)]

  static func isFound(in file: OpenFile) -> Bool {
    let size = Int(min(file.byteCount, UnreadMedia.headSize))
    guard let head = try? file.read(at: 0, count: size) else { return false }
    return texts.contains { head.dropFirst($0.offset).starts(with: $0.text.utf8) }
      || beginnings.contains { head.starts(with: $0) } || isStream(head) || isSVG(head)
  }

  private static func isStream(_ head: [UInt8]) -> Bool {
    packets.contains { start, size in
      (0..<4).allSatisfy { number in
        let position = start + number * size
        return position < head.count && head[position] == 0x47
      }
    }
  }

  private static func isSVG(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head, as: UTF8.self).lowercased().drop(while: \.isWhitespace)
    // A page may hold a drawing, too.
    return ["<svg", "<?xml", "<!--", "<!doctype svg"].contains { text.hasPrefix($0) } && text.contains("<svg")
  }
}
