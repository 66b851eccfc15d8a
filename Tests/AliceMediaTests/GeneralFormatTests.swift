import AliceMedia
import AliceModel
import Testing

/// Files without a reader, which are inspected only with what the sender told.
@Suite struct GeneralFormatTests {
  private static func inspected(_ bytes: [UInt8], _ name: String?, _ type: String? = nil) throws -> Inspection {
    try MediaFile.inspect(bytes, offsetMinutes: 0, told: ToldFormat(name: name, contentType: type))
  }

  private static func zip(_ name: String) -> [UInt8] {
    let count = UInt8(name.utf8.count)
    return [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [count, 0, 0, 0] + Array(name.utf8) + [1, 2, 3]
  }

  private static let glb = Array("glTF".utf8) + [2, 0, 0, 0, 12, 0, 0, 0]
  private static let adts: [UInt8] = [0xFF, 0xF1, 0x50, 0x80, 0x01, 0x1F, 0xFC, 0]
  private static let stl = [UInt8](repeating: 0, count: 80) + [1, 0, 0, 0] + [UInt8](repeating: 7, count: 50)
  private static let tar = [UInt8](repeating: 65, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 250)
  private static let tensors: [UInt8] = [8, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":{}}".utf8)

  @Test(arguments: [
    (glb, "model.bin", MediaFormat.glb), (Array("Kaydara FBX Binary  \0".utf8), "x", .fbx),
    (Array("ply\nformat ascii 1.0\n".utf8), "x", .ply), (stl, "x", .stl), (zip("scene.usdc"), "x.zip", .usdz),
    (zip("archive/data.pkl"), "lora.ckpt", .pytorch), (zip("a.txt"), "x", .zip), (tar, "x", .tar),
    (tensors, "x", .safetensors),
    (Array("GGUF".utf8) + [3, 0], "x", .gguf), ([0x76, 0x2F, 0x31, 0x01, 2, 0, 0, 0], "x", .exr),
    (Array("8BPS".utf8), "x", .psd), (adts, "x", .aac), (Array(".snd".utf8) + [0, 0], "x", .au),
    (Array("%PDF-1.7".utf8), "x", .pdf),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0], "x", .sevenZip), ([0x80, 4, 1, 2, 0x2E], "x", .pickle),
  ])
  func `the bytes tell the format, whatever the name is`(bytes: [UInt8], name: String, format: MediaFormat) throws {
    #expect(try Self.inspected(bytes, name).format == format)
  }

  @Test(arguments: [
    ("<?xml version='1.0'?><!-- a --><svg width='12' height='8px'/>", "a.txt", MediaFormat.svg),
    ("<!DOCTYPE html><p>no</p>", "a.glb", .html), ("WEBVTT\n\n00:00.000 --> 00:01.000\nhello", "a.txt", .vtt),
    ("1\n00:00:00,000 --> 00:00:01,500\nhello\n", "captions", .srt), ("{\"a\": [1, 2]}", "a", .json),
    ("{\"asset\":{\"version\":\"2.0\"},\"meshes\":[]}", "a.json", .gltf), ("{\"a\":1}\n{\"a\":2}\n", "a", .jsonl),
    ("# cube\nmtllib cube.mtl\nv 0 0 1\nv 0 1 1\nf 1 2 1\n", "a.txt", .obj), ("newmtl red\nKd 1 0 0\n", "x", .mtl),
    ("solid cube\n facet normal 0 0 1\n", "x", .stl), ("ply\nformat", "x", .ply), ("a,b\n1,2\n", "table.csv", .csv),
    ("# Title", "notes.md", .md), ("key: value", "config.yml", .yaml), ("A mountain at dusk.", "x", .txt),
    ("HIERARCHY\nROOT Hips\n{\n}\nMOTION\nFrames: 1\n", "x", .bvh), ("[Script Info]\nTitle: a\n", "x", .ass),
    ("A mountain.", "photo.png", .txt), ("<COLLADA version='1.4.1'>", "x", .dae),
  ])
  func `text is told apart by its marks, then by its name`(text: String, name: String, format: MediaFormat) throws {
    #expect(try Self.inspected(Array(text.utf8), name).format == format)
  }

  @Test func `the content type counts where the bytes say nothing, before the name`() throws {
    let samples = [UInt8](repeating: 0x81, count: 64)
    #expect(try Self.inspected(samples, "out.bin", "audio/pcmu").format == .mulaw)
    #expect(try Self.inspected(samples, "out.pcm").format == .pcm)
    #expect(try Self.inspected(samples, "LoRA.CKPT").fileExtension == "ckpt")
    #expect(try Self.inspected(samples, nil, "application/octet-stream").format == .other)
    #expect(try Self.inspected(Array("a;b".utf8), "x.md", "text/csv; charset=utf-8").format == .csv)
    #expect(try Self.inspected(Array("{1}{2}hello".utf8), "x.srt", "text/plain").fileExtension == "srt")
    #expect(try Self.inspected(Self.zip("x"), "robot.usdz", "application/zip").format == .usdz)
  }

  @Test(arguments: [
    ("result.lut", "lut"), ("LUT.CUBE", "cube"), ("setup.exe", "bin"), ("run.sh", "bin"), ("a.b/../c", "bin"),
    ("x.png", "bin"),
    ("x.verylongextensionofafile", "bin"), ("x.xmp", "bin"), ("x.ä", "bin"), (".hidden", "bin"), ("x.", "bin"),
    ("x.cube", "cube"),
  ])
  func `an unknown file keeps an extension that is safe and no other format's`(name: String, ending: String) throws {
    let found = try Self.inspected([1, 2, 3, 0, 255], name)
    #expect(found.format == .other && found.format.kind == .file && found.fileExtension == ending)
  }

  @Test func `weights keep the extension of their kind`() throws {
    let weights = Self.zip("archive/data.pkl")
    #expect(
      try ["lora.ckpt", "lora.bin", "lora.pth", "lora.zip"].map { try Self.inspected(weights, $0).fileExtension } == [
        "ckpt", "bin", "pth", "pt",
      ])
  }

  @Test func `the identity is the checksum of all bytes, whatever they are taken for`() throws {
    let text = Array("a,b\n".utf8)
    let ids = try ["x.csv", "x.md", "x"].map { try Self.inspected(text, $0).id }
    #expect(Set(ids).count == 1)
    #expect(try ids.first?.hex == ContentDigest.hex(of: text))
    #expect(try Self.inspected(text + [10], "x.csv").id != ids.first)
  }

  @Test func `a record goes into a sidecar, and nothing is stripped`() throws {
    let found = try Self.inspected(Self.glb, "x.glb")
    #expect(found.sidecarReason == .format && !found.canEmbed)
    guard case .sidecar = try MediaFile.embed(.made, into: Self.glb, inspection: found) else {
      Issue.record("must not be written into")
      return
    }
  }

  @Test func `without what was told, such a file is none`() {
    for bytes in [Self.glb, Self.zip("a"), Array("text".utf8), Self.stl] {
      #expect(throws: MediaError.unrecognised) { try MediaFile.inspect(bytes, offsetMinutes: 0) }
    }
    #expect(throws: MediaError.empty) { try Self.inspected([], "x.txt") }
  }

  @Test func `a text is searchable, within limits, and its size is read if it is a picture`() throws {
    let long = String(repeating: "wörter ", count: 20_000)
    let found = try Self.inspected(Array(long.utf8), "x.txt")
    #expect(found.entries.map(\.container) == ["text"] && (found.entries.first?.text.utf8.count ?? 0) <= 64 << 10)
    let drawing = try Self.inspected(Array("<svg viewBox=\"0 0 30 20\"><g/></svg>".utf8), nil).facts
    #expect(drawing.width == 30 && drawing.height == 20)
  }

  @Test func `a model that ends too early is told`() throws {
    let cut = Array("glTF".utf8) + [2, 0, 0, 0, 200, 0, 0, 0]
    #expect(try Self.inspected(cut, "x.glb").problems == [.truncated])
  }

  @Test func `no cut and no changed byte of such files is more than a file`() throws {
    let samples = [
      Self.glb, Self.stl, Self.tar, Self.tensors, Self.zip("a.usdz"), Self.adts, Array("v 0 0 0\nf 1 1 1".utf8),
    ]
    for sample in samples {
      for end in stride(from: 1, to: sample.count, by: 3) {
        _ = try? Self.inspected(Array(sample[..<end]), "x.obj")
        var changed = sample
        changed[end] = 0xFF
        _ = try? Self.inspected(changed, "x.spz")
        let format = (try? Self.inspected(changed, "x.gz"))?.format ?? .other
        _ = try? FileContents(of: changed, format)
      }
    }
  }
}

@Suite struct FileContentsTests {
  @Test func `vertices and triangles are counted`() throws {
    let cube = "mtllib a.mtl\n" + (0..<8).map { "v \($0) 0 1\n" }.joined() + "f 1 2 3\nf 1/1 2/2 3/3 4/4\n"
    let found = try FileContents(of: Array(cube.utf8), .obj)
    #expect(found?.vertices == 8 && found?.triangles == 3 && found?.words == "8 vertices, 3 triangles")
    let scene =
      #"{"asset":{"version":"2.0"},"accessors":[{"count":24},{"count":36}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}]}"#
    let gltf = try FileContents(of: Array(scene.utf8), .gltf)
    #expect(gltf?.vertices == 24 && gltf?.triangles == 12)
    let count = UInt8(scene.utf8.count)
    let header = Array("glTF".utf8) + [2, 0, 0, 0, 0, 1, 0, 0, count, 0, 0, 0] + Array("JSON".utf8)
    #expect(try FileContents(of: header + Array(scene.utf8), .glb) == gltf)
    let ply = "ply\nformat ascii 1.0\nelement vertex 5\nelement face 6\nend_header\n"
    #expect(try FileContents(of: Array(ply.utf8), .ply)?.triangles == 6)
  }

  @Test func `the text of a text is given with its lines`() throws {
    let found = try FileContents(of: Array("one\ntwo".utf8), .md)
    #expect(found?.text == "one\ntwo" && found?.lines == 2 && found?.isCut == false)
  }

  @Test func `files of an archive are counted`() throws {
    func entry(_ name: String, _ size: Int) -> [UInt8] {
      var header = [UInt8](repeating: 0, count: 512)
      header.replaceSubrange(0..<name.utf8.count, with: name.utf8)
      let octal = String(size, radix: 8)
      header.replaceSubrange(124..<124 + octal.utf8.count, with: octal.utf8)
      header[156] = UInt8(ascii: "0")
      header.replaceSubrange(257..<262, with: "ustar".utf8)
      return header + [UInt8](repeating: 1, count: (size + 511) / 512 * 512)
    }
    let tar = entry("a.txt", 700) + entry("b.txt", 3) + [UInt8](repeating: 0, count: 1024)
    let found = try FileContents(of: tar, .tar)
    #expect(found?.entries == 2 && found?.unpacked == 703)
  }
}
