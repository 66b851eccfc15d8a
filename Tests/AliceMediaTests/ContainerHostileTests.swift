import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct ContainerHostileTests {
  @Test(arguments: ContainerFixture.all)
  func `every truncation gives an answer, and nothing is written into it`(name: String) throws {
    let whole = try ContainerFixture.bytes(name)
    let made = try embedded(.made, in: whole)
    let cut = whole.indices.map { whole.prefix($0) } + stride(from: 1, to: made.count, by: 13).map { made.prefix($0) }
    var answers = 0
    for bytes in cut {
      guard let inspection = try? inspected(Array(bytes)) else { continue }
      answers += 1
      #expect(!inspection.problems.isEmpty && !inspection.canEmbed, "\(bytes.count)")
    }
    #expect(answers > 0)
  }

  @Test(.timeLimit(.minutes(10)), arguments: ContainerFixture.all, [0xFF, 0x01] as [UInt8])
  func `every changed byte gives an answer`(name: String, flip: UInt8) throws {
    var bytes = try ContainerFixture.bytes(name)
    var answers = 0
    for index in bytes.indices {
      bytes[index] ^= flip
      if (try? inspected(bytes)) != nil { answers += 1 }
      bytes[index] ^= flip
    }
    #expect(answers > bytes.count / 2)
  }

  @Test(arguments: ContainerFixture.all)
  func `what is written into a file with a changed byte can be read back`(name: String) throws {
    let whole = try ContainerFixture.bytes(name)
    var written = 0
    for index in stride(from: 0, to: whole.count, by: 7) {
      var bytes = whole
      bytes[index] ^= 0x55
      guard let inspection = try? inspected(bytes),
        case .splice(let splice) = try? MediaFile.embed(.made, into: bytes, inspection: inspection)
      else { continue }
      written += 1
      let again = try inspected(carryOut(splice, on: bytes))
      #expect(again.id == inspection.id, "\(index)")
      #expect(again.record?.recipe == AssetRecord.made.recipe, "\(index)")
    }
    // In a PNG that has nothing but its picture, every changed byte breaks a checksum, and nothing is written.
    #expect((written > 0) == !["plain.png", "palette.png"].contains(name))
  }

  @Test(arguments: ["plain.png", "plain.jpg", "lossy.webp"])
  func `a byte changed in the picture changes the identity or is a problem`(name: String) throws {
    let whole = try ContainerFixture.bytes(name)
    let sound = try inspected(whole)
    // The last byte of a WebP may be padding.
    for index in whole.indices.suffix(120).dropLast() {
      var bytes = whole
      bytes[index] ^= 0x10
      let found = try inspected(bytes)
      #expect(found.id != sound.id || !found.problems.isEmpty, "\(index)")
    }
  }

  @Test(arguments: ["zTXt", "iTXt"], [9 << 20, 64 << 20])
  func `a text that inflates beyond all measure is left out`(type: String, size: Int) throws {
    let head = type == "zTXt" ? "Comment\0\0" : "Comment\0\u{1}\0\0\0"
    let chunk = HandmadePNG.chunk(type, Array(head.utf8) + ZlibStream.bomb(size))
    let inspection = try inspected(
      ContainerParts.inserting(chunk, intoPNG: ContainerFixture.bytes("plain.png")))
    #expect(inspection.problems == [.textTooLarge])
    #expect(inspection.entries.isEmpty)
  }

  @Test func `many texts that inflate are bounded together`() throws {
    let text = [UInt8](repeating: 0x20, count: 7 << 20)
    let chunk = HandmadePNG.chunk("tEXt", Array("Comment\0".utf8) + text)
    let tail = try ContainerFixture.bytes("plain.png")
    let file = Array(tail[..<33]) + (0..<6).flatMap { _ in chunk } + Array(tail[33...])
    let inspection = try inspected(file)
    #expect(inspection.entries.count == 4)
    #expect(inspection.problems == [.textTooLarge])
  }

  @Test func `a hundred thousand chunks are walked, and so many texts not believed`() throws {
    let chunk = HandmadePNG.chunk("tEXt", Array("k\0".utf8))
    let source = try ContainerFixture.bytes("plain.png")
    let file = Array(source[..<33]) + [[UInt8]](repeating: chunk, count: 100_000).flatMap { $0 } + Array(source[33...])
    let inspection = try inspected(file)
    #expect(inspection.problems == [.tooManyParts])
    #expect(try inspection.id == inspected(source).id)
  }

  @Test(arguments: [0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 100_000] as [UInt32])
  func `a chunk that claims more than there is ends the walk`(length: UInt32) throws {
    var file = try ContainerFixture.bytes("plain.png")
    file.replaceSubrange(33..<37, with: bigEndian(length))
    let inspection = try inspected(file)
    #expect(inspection.problems.contains(length < 0x8000_0000 ? .truncated : .badLength))
    #expect(inspection.sidecarReason == .damaged)
  }

  @Test func `a wrong checksum of the picture is told and nothing is written`() throws {
    var file = try ContainerFixture.bytes("plain.png")
    file[29] ^= 1
    let inspection = try inspected(file)
    #expect(inspection.problems == [.badChecksum])
    #expect(inspection.sidecarReason == .damaged)
  }

  @Test func `a wrong checksum of a foreign text is told, and the text read and kept`() throws {
    var chunk = HandmadePNG.chunk("tEXt", Array("Title\0text".utf8))
    chunk[chunk.count - 1] ^= 1
    let file = try ContainerParts.inserting(chunk, intoPNG: ContainerFixture.bytes("plain.png"))
    let inspection = try inspected(file)
    #expect(inspection.problems == [.badChecksum])
    #expect(inspection.entries.map(\.text) == ["text"])
    let new = try embedded(.made, in: file)
    #expect(ContainerParts.png(new).contains { Array(new[$0.range]) == chunk })
  }

  @Test(arguments: ["plain.png", "plain.jpg", "lossy.webp"])
  func `a signed file is never changed`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    let signed: [UInt8] =
      switch name {
      case "plain.png": ContainerParts.inserting(HandmadePNG.chunk("caBX", [1, 2, 3]), intoPNG: source)
      case "plain.jpg":
        ContainerParts.inserting(
          segment: 0xEB, Array("JP".utf8) + [0, 1, 0, 0, 0, 1, 0, 0, 0, 64] + Array("jumb".utf8), intoJPEG: source)
      default: ContainerParts.appending("C2PA", [1, 2, 3, 4], toWebP: source)
      }
    let inspection = try inspected(signed)
    #expect(inspection.facts.signed)
    #expect(inspection.sidecarReason == .signed)
    guard case .sidecar(let sidecar) = try MediaFile.embed(.made, into: signed, inspection: inspection) else {
      Issue.record("expected a sidecar")
      return
    }
    #expect(String(decoding: sidecar, as: UTF8.self).contains("serene mountain lake"))
    #expect(try inspection.id == inspected(source).id)
  }

  @Test func `damaged files with the same head are different assets`() throws {
    let source = try ContainerFixture.bytes("plain.jpg")
    let scan = try #require(source.indices.dropLast().first { source[$0] == 0xFF && source[$0 + 1] == 0xDA })
    let heads = [[0x41, 0x42], [0x41, 0x43]].map { Array(source[..<scan]) + $0 }
    #expect(try inspected(heads[0]).id != inspected(heads[1]).id)
  }

  @Test func `a medium that fails is an error with its place`() {
    #expect(throws: MediaError.unreadable(offset: 0)) {
      try MediaFile.inspect(BrokenMedium(), offsetMinutes: 0)
    }
  }
}

private struct BrokenMedium: RandomAccessBytes {
  struct Failure: Error {}

  var byteCount: UInt64 { 1000 }
  func read(at offset: UInt64, count: Int) throws -> [UInt8] { throw Failure() }
}
