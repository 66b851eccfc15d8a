import AliceModel
import AliceTestSupport

/// A small file of every container, with as many of its number fields as one file can have.
enum ExtremeSamples {
  static func all() throws -> [NamedBytes] {
    try ContainerFixture.all.map { NamedBytes($0, try ContainerFixture.bytes($0)) } + pictures() + films() + sounds()
  }

  private static let tiff = TIFF(bigEndian: true).exif([
    (0x9286, 7, Array("ASCII\0\0\0words".utf8)), (0x9003, 2, Array("2026:11:22 18:04:05\0".utf8)),
    (0x829A, 5, [0, 0, 0, 1, 0, 0, 0, 60]), (0x4746, 3, [0, 4]),
  ])

  private static func pictures() throws -> [NamedBytes] {
    let (png, jpeg) = (try ContainerFixture.bytes("plain.png"), try ContainerFixture.bytes("plain.jpg"))
    let claims = C2PAParts.store(
      C2PAParts.manifest(by: ["name": "ChatGPT"], actions: [["action": "c2pa.created", "softwareAgentIndex": 0]]))
    let times =
      HandmadePNG.chunk("tIME", [7, 234, 11, 22, 18, 4, 5]) + HandmadePNG.chunk("eXIf", tiff)
      + HandmadePNG.chunk("zTXt", Array("Comment\0\0".utf8) + ZlibStream.stored(Array("words".utf8)))
    let stealth = StealthParts(width: 40, height: 30)
    let message = StealthParts.message("stealth_pngcomp", StealthParts.gzip(Array("{}".utf8)))
    let gif = GIFTests.gif(
      GIFTests.loop, GIFTests.control, GIFTests.frame, GIFTests.control, GIFTests.frame, GIFTests.comment("words"))
    let boxed =
      BoxParts.box("JXL ", [0x0D, 0x0A, 0x87, 0x0A]) + BoxParts.box("ftyp", Array("jxl \0\0\0\0jxl ".utf8))
      + BoxParts.box("Exif", [0, 0, 0, 0] + tiff)
      + BoxParts.box("jxlc", try Fixtures.bytes("media/codestream.jxl"))
    return [
      NamedBytes("PNG with times", ContainerParts.inserting(times, intoPNG: png)),
      NamedBytes("PNG with claims", C2PAParts.png(claims, in: png)),
      NamedBytes("JPEG with claims", C2PAParts.jpeg(claims, in: jpeg, piece: 60)),
      NamedBytes("PNG with hidden text", stealth.png(stealth.pixels(message, in: [3]))), NamedBytes("GIF", gif),
      NamedBytes("AVIF", HEIFTests.picture(xmp: HEIFTests.packet)), NamedBytes("JPEG XL in boxes", boxed),
      NamedBytes("JPEG XL", try Fixtures.bytes("media/codestream.jxl")),
      NamedBytes(
        "JPEG XL with compressed boxes",
        try `Metadata boxes of JPEG XL`.file(
          `Metadata boxes of JPEG XL`.compressed("Exif", [0, 0, 0, 0] + tiff))),
      NamedBytes("BMP", PlainPictureParts.bmp()), NamedBytes("TIFF", plainTIFF(false)),
      NamedBytes("TIFF of Motorola", plainTIFF(true)),
    ]
  }

  private static func plainTIFF(_ isBigEndian: Bool) -> [UInt8] {
    var picture = PlainPictureParts.TIFFPicture(isBigEndian: isBigEndian)
    picture.fields = [(270, 2, Array("words\0".utf8)), (700, 1, Array(HEIFTests.packet.utf8))]
    picture.exif = [(0x9286, 7, Array("ASCII\0\0\0words".utf8))]
    return picture.bytes
  }

  private static func films() throws -> [NamedBytes] {
    let clip = try Fixtures.bytes("clips/clip-9x16-5s.mp4")
    let dated = MatroskaTests.element(
      [0x15, 0x49, 0xA9, 0x66],
      MatroskaTests.element([0x44, 0x61], [UInt8](repeating: 1, count: 8))
        + MatroskaTests.element([0x44, 0x89], [UInt8](repeating: 0x40, count: 8)))
    let matroska = MatroskaTests.film(dated, MatroskaTests.tracks, MatroskaTests.cluster, MatroskaTests.tags("A", "b"))
    return [NamedBytes("MP4", clip), NamedBytes("MP4 with a record", try embedded(.made, in: clip))]
      + [NamedBytes("Matroska", matroska)]
  }

  private static func sounds() -> [NamedBytes] {
    let title = AudioParts.frame("TIT2", [1, 0xFF, 0xFE, 0x61, 0, 0, 0])
    let list = AudioParts.chunk("LIST", Array("INFOINAM".utf8) + [1, 0, 0, 0, 0x61])
    return [
      NamedBytes("FLAC", AudioParts.flac(["a=b"], padding: 3)), NamedBytes("Opus", AudioParts.opus(["a=b"])),
      NamedBytes("Vorbis", AudioParts.vorbis(["a=b"])), NamedBytes("WAV", AudioParts.wav(list, sound: 20)),
      NamedBytes("M4A", PlainPictureParts.movie(brand: "M4A ", tracks: ["soun"])),
      NamedBytes("MP3", AudioParts.id3(4, title) + AudioParts.frames(2)),
      NamedBytes("MP3 with an old tag", AudioParts.id3(3, title, flags: 0x40) + AudioParts.frames(2)),
    ]
  }
}
