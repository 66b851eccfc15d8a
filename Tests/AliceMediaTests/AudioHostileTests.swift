import AliceMedia
import AliceModel
import Testing

@Suite struct `Hostile sounds` {
  private static let samples = [
    NamedBytes("flac", AudioParts.flac(["a=b", "prompt={}"], padding: 3)),
    NamedBytes("opus", AudioParts.opus(["a=b"])), NamedBytes("vorbis", AudioParts.vorbis(["a=b"])),
    NamedBytes(
      "wav",
      AudioParts.wav(
        AudioParts.chunk("LIST", Array("INFO".utf8) + [0x49, 0x4E, 0x41, 0x4D, 1, 0, 0, 0, 0x61]), sound: 20)),
    NamedBytes(
      "mp3",
      AudioParts.id3(
        4, AudioParts.frame("COMM", [1] + Array("eng".utf8) + [0xFF, 0xFE, 0x61, 0, 0, 0, 0xFF, 0xFE, 0x62]))
        + AudioParts.frames(2)
    ),
  ]

  @Test(.timeLimit(.minutes(10)), arguments: samples)
  func `every truncation and every changed byte gives an answer`(_ sample: NamedBytes) throws {
    let whole = sample.bytes
    var answers = 0
    for count in whole.indices where (try? inspected(Array(whole.prefix(count)))) != nil { answers += 1 }
    for index in whole.indices {
      for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
        var bytes = whole
        bytes[index] = value
        if (try? inspected(bytes)) != nil { answers += 1 }
      }
    }
    // Most of them still begin as the format does, and are read on.
    #expect(answers > whole.count)
  }

  @Test(arguments: [0xFF_FFFF, 0x0FFF_FFFF, 1_000]) func `an ID3 tag that claims more than there is`(_ size: Int) throws
  {
    let title = AudioParts.frame("TIT2", [3] + Array("a".utf8))
    let found = try inspected(AudioParts.id3(4, title, size: size))
    #expect(found.problems.contains(.missingImage))
    #expect(found.sidecarReason == .format)
    #expect(found.entries.count == (size <= 32 << 20 ? 1 : 0))
  }

  @Test func `an ID3 frame that claims more than the tag is left out with what follows`() throws {
    let long = Array("TXXX".utf8) + [0x7F, 0x7F, 0x7F, 0x7F, 0, 0] + [3, 0x61, 0, 0x62]
    let title = AudioParts.frame("TIT2", [3] + Array("a".utf8))
    let found = try inspected(AudioParts.id3(4, title + long) + AudioParts.frames(2))
    #expect(found.entries.map(\.key) == ["title"])
    let header = AudioParts.id3(3, [0xFF, 0xFF, 0xFF, 0xFF, 0, 0] + title, flags: 0x40)
    #expect(try inspected(header + AudioParts.frames(2)).entries.isEmpty)
  }

  @Test func `comments that claim more than there is are told`() throws {
    var block = AudioParts.comments(["title=a"])
    block.replaceSubrange(4..<8, with: [0xFF, 0xFF, 0xFF, 0xFF])
    let file = AudioParts.page([Array("OpusHead".utf8) + [UInt8](repeating: 1, count: 11)])
    let found = try inspected(file + AudioParts.page([Array("OpusTags".utf8) + block]) + AudioParts.page([[1]]))
    #expect(found.entries.map(\.text) == ["a"])
    #expect(found.problems == [.unreadableText])
  }

  @Test(.timeLimit(.minutes(10))) func `comments in a hundred thousand pages of a few bytes`() throws {
    let head = AudioParts.page([Array("OpusHead".utf8) + [UInt8](repeating: 1, count: 11)])
    // A packet that never ends: segments of 255 bytes.
    let page = Array("OggS".utf8) + [UInt8](repeating: 0, count: 10) + [1, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
    let pages = [[UInt8]](repeating: page + [1, 255] + [UInt8](repeating: 0x61, count: 255), count: 100_000)
    let found = try inspected(head + pages.flatMap { $0 })
    #expect(found.entries.isEmpty)
  }

  @Test(.timeLimit(.minutes(10))) func `more streams than any sound has`() throws {
    let head = Array("OpusHead".utf8) + [UInt8](repeating: 1, count: 11)
    let found = try inspected((0..<70).flatMap { AudioParts.page([head, [], [1]], serial: $0) })
    #expect(found.problems.contains(.tooManyParts))
  }

  @Test(.timeLimit(.minutes(10))) func `a tag full of empty frames`() throws {
    let frames = [[UInt8]](repeating: AudioParts.frame("TIT2", [3, 0x61]), count: 100_000).flatMap { $0 }
    let found = try inspected(AudioParts.id3(4, frames) + AudioParts.frames(2))
    #expect(found.entries.count == 10_000)
    #expect(found.problems == [.tooManyParts])
  }
}
