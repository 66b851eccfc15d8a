import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct `Sounds` {
  private static let graph =
    #"{"3":{"class_type":"KSampler","inputs":{"seed":4,"positive":["6",0]}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"rain"}}}"#

  private static func txxx(_ key: String, _ text: String) -> [UInt8] {
    AudioParts.frame("TXXX", [3] + Array("\(key)\0\(text)\0".utf8))
  }

  private static let samples: [(format: MediaFormat, bytes: [UInt8], duration: Double, container: String)] = [
    (.flac, AudioParts.flac(["prompt=\(graph)"]), 3, "flac:vorbis"),
    (.ogg, AudioParts.opus(["prompt=\(graph)"]), 2, "ogg:vorbis"),
    (.ogg, AudioParts.vorbis(["prompt=\(graph)"]), 2, "ogg:vorbis"),
    (.mp3, AudioParts.id3(4, txxx("prompt", graph)) + AudioParts.frames(10), 11_520.0 / 44_100, "mp3:id3"),
    (
      .wav, AudioParts.wav(AudioParts.chunk("id3 ", AudioParts.id3(4, txxx("prompt", graph)))), 1, "wav:id3"
    ),
  ]

  @Test(arguments: 0..<5) func `are told by their bytes, with their length and texts`(_ index: Int) throws {
    let sample = Self.samples[index]
    let found = try inspected(sample.bytes)
    #expect(found.format == sample.format && found.format.kind == .audio)
    #expect(found.facts.duration == sample.duration)
    #expect(found.facts.width == nil)
    #expect(found.problems.isEmpty)
    #expect(found.sidecarReason == .format)
    #expect(found.entries == [MetadataEntry(container: sample.container, key: "prompt", text: Self.graph)])
    let read = GeneratorReaders.read(found.entries)
    #expect(read?.provenance.generator == .comfyui)
    #expect(read?.provenance.recipe.prompt == "rain")
    guard case .sidecar = try MediaFile.embed(.made, into: sample.bytes, inspection: found) else {
      Issue.record("nothing may be written into a sound")
      return
    }
  }

  @Test func `texts make no difference to the asset, what is heard does`() throws {
    func same(_ one: [UInt8], _ other: [UInt8]) throws -> Bool { try inspected(one).id == inspected(other).id }
    let (few, many) = (["title=a"], ["title=b", "comment=" + String(repeating: "c", count: 300)])
    #expect(try same(AudioParts.flac(few), AudioParts.flac(many, padding: 100)))
    #expect(try !same(AudioParts.flac(few), AudioParts.flac(few, frames: [0xFF, 0xF8, 1, 2, 4])))
    #expect(try same(AudioParts.opus(few), AudioParts.opus(many)))
    #expect(try !same(AudioParts.opus(few), AudioParts.opus(few, sound: [5, 6, 8])))
    #expect(try same(AudioParts.vorbis(few), AudioParts.vorbis(many)))
    #expect(try !same(AudioParts.vorbis(few), AudioParts.vorbis(few, sound: [5, 6, 8])))
    let list = AudioParts.chunk("LIST", Array("INFO".utf8) + AudioParts.chunk("INAM", Array("a\0".utf8)))
    #expect(try same(AudioParts.wav(), AudioParts.wav(list)))
    #expect(try !same(AudioParts.wav(), AudioParts.wav(sound: 15_998)))
  }

  @Test func `tags around an MP3 are not part of it`() throws {
    let sound = AudioParts.frames(4)
    let id = try inspected(sound).id
    let old = Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)
    // An item of ten bytes, and a footer.
    let ape =
      [UInt8](repeating: 1, count: 10) + Array("APETAGEX".utf8) + AudioParts.little(2_000) + AudioParts.little(42)
      + AudioParts.little(1)
      + [UInt8](repeating: 0, count: 8 + 4)
    let lyrics = Array("LYRICSBEGININD0000200000021LYRICS200".utf8)
    let tag = AudioParts.id3(3, AudioParts.frame("TIT2", [0] + Array("a".utf8), version: 3) + [0, 0, 0])
    for file in [sound + old, tag + sound, tag + tag + sound + ape + old, sound + lyrics + old, sound + ape] {
      #expect(try inspected(file).id == id)
    }
    #expect(try inspected(tag + AudioParts.frames(4, fill: 8)).id != id)
    #expect(try inspected(tag + AudioParts.flac(["a=b"])).id == inspected(AudioParts.flac([])).id)
  }

  /// `café`, each with the number of its encoding.
  private static let encodings: [(UInt8, [UInt8])] = {
    let units: [UInt8] = "café".utf16.map { UInt8($0) }
    let little: [UInt8] = units.flatMap { [$0, 0] }
    let big: [UInt8] = units.flatMap { [0, $0] }
    return [(0, units), (1, [0xFF, 0xFE] + little), (1, [0xFE, 0xFF] + big), (2, big), (3, Array("café".utf8))]
  }()

  @Test(arguments: 0..<5) func `ID3 texts are read in every encoding`(_ index: Int) throws {
    let (encoding, text) = Self.encodings[index]
    let end: [UInt8] = encoding == 1 || encoding == 2 ? [0, 0] : [0]
    let comment = AudioParts.frame("COMM", [encoding] + Array("eng".utf8) + end + text, version: 3)
    let named = AudioParts.frame("TXXX", [encoding] + text + end + text, version: 3)
    let title = AudioParts.frame("TIT2", [encoding] + text + end, version: 3)
    let found = try inspected(AudioParts.id3(3, comment + named + title) + AudioParts.frames(2)).entries
    #expect(found.map(\.key) == ["comment", "café", "title"])
    #expect(found.allSatisfy { $0.text == "café" })
  }

  @Test func `ID3 headers, flags and old versions are understood`() throws {
    func texts(_ tag: [UInt8]) throws -> [String] { try inspected(tag + AudioParts.frames(2)).entries.map(\.text) }
    let title: [UInt8] = [3] + Array("a".utf8)
    let plain = AudioParts.frame("TIT2", title, version: 3)
    #expect(try texts(AudioParts.id3(3, [0, 0, 0, 6, 0, 0, 0, 0, 0, 0] + plain, flags: 0x40)) == ["a"])
    #expect(try texts(AudioParts.id3(4, [0, 0, 0, 6, 1, 0] + AudioParts.frame("TIT2", title), flags: 0x40)) == ["a"])
    // FF 00 FE stands for FF FE.
    let utf16: [UInt8] = [1, 0xFF, 0xFE, 0x61, 0]
    let stuffed: [UInt8] = [1, 0xFF, 0, 0xFE, 0x61, 0]
    let whole = AudioParts.frame("TIT2", utf16, version: 3).dropLast(5) + stuffed
    #expect(try texts(AudioParts.id3(3, Array(whole), flags: 0x80)) == ["a"])
    #expect(try texts(AudioParts.id3(4, AudioParts.frame("TIT2", [0, 0, 0, 5] + stuffed, flags: 0x03))) == ["a"])
    #expect(
      try texts(AudioParts.id3(4, AudioParts.frame("TIT2", title, flags: 0x08) + AudioParts.frame("TALB", title))) == [
        "a"
      ])
    #expect(try texts(AudioParts.id3(2, Array("TT2".utf8) + [0, 0, 2] + title)) == ["a"])
  }

  @Test func `texts of WAV are read`() throws {
    let list =
      Array("INFO".utf8) + AudioParts.chunk("ICMT", Array("odd\0".utf8)) + AudioParts.chunk("IXYZ", Array("x".utf8))
    let found = try inspected(AudioParts.wav(AudioParts.chunk("LIST", list)))
    #expect(found.entries.map(\.key) == ["comment", "IXYZ"])
    #expect(found.entries.map(\.text) == ["odd", "x"])
  }

  @Test func `what only looks like sound is not kept`() {
    let film = AudioParts.page([[0x80] + Array("theora".utf8)])
    let lone = Array(AudioParts.frames(1).prefix(417)) + [UInt8](repeating: 0, count: 600)
    let aac = AudioParts.id3(4, []) + [0xFF, 0xF1, 0x50, 0x80, 0, 0, 0]
    for bytes in [film, lone, aac, [0xFF, 0xFE] + Array("a text".utf8)] {
      #expect(throws: MediaError.unrecognised) { try inspected(bytes) }
    }
  }

  @Test(.needs("ffmpeg"), arguments: ["flac", "wav", "mp3", "ogg", "opus"])
  func `what ffmpeg writes is read`(_ name: String) async throws {
    try await withTemporaryFolder { folder in
      let (path, copy) = (folder.appending("tone." + name), folder.appending("copy." + name))
      let tone = ["-v", "error", "-f", "lavfi", "-i", "sine=duration=2", "-metadata", "title=a tone"]
      try #require(try Tool.run("ffmpeg", tone + [path.description]).status == 0, "an ffmpeg without this encoder")
      let found = try inspected(path.read())
      #expect(found.format.knownExtensions.contains(name))
      #expect(abs((found.facts.duration ?? 0) - 2) < 0.1)
      #expect(found.problems.isEmpty)
      #expect(found.entries.contains { $0.key.lowercased() == "title" && $0.text == "a tone" })
      let name = "title=another name for it"
      let title = ["-c", "copy", "-metadata", name, "-metadata:s:a:0", name]
      _ = try Tool.run("ffmpeg", ["-v", "error", "-i", path.description] + title + [copy.description])
      let again = try inspected(copy.read())
      // It writes its own name into the first frame of an MP3.
      #expect(again.format == .mp3 || again.id == found.id)
      #expect(again.entries.contains { $0.text == "another name for it" })
    }
  }
}
