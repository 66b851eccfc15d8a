import AliceModel
import Foundation

/// Small valid files of the formats that endpoints return beside pictures and videos.
struct SampleFile: Sendable {
  /// The extension of the file's name.
  let format: String
  /// Makes the bytes of each file different.
  let fingerprint: UInt64

  init(name: String, fingerprint: UInt64) {
    format = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    self.fingerprint = fingerprint
  }

  private var mark: String { hexDigits(fingerprint, width: 16) }

  private static let types = [
    "glb": "model/gltf-binary", "svg": "image/svg+xml", "zip": "application/zip", "wav": "audio/wav",
    "mp3": "audio/mpeg", "aac": "audio/aac", "pcm": "audio/pcm", "ulaw": "audio/basic", "json": "application/json",
    "srt": "application/x-subrip", "vtt": "text/vtt", "txt": "text/plain", "csv": "text/csv", "bmp": "image/bmp",
    "exr": "image/x-exr", "usdz": "model/vnd.usdz+zip", "pdf": "application/pdf", "gltf": "model/gltf+json",
    "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4",
  ]

  var contentType: String { SampleFile.types[format] ?? "application/octet-stream" }

  var bytes: [UInt8] { text.map { Array($0.utf8) } ?? binary }

  /// The content of a format that is text; nil for others.
  private var text: String? {
    switch format {
    case "gltf": scene(uri: ",\"uri\":\"data:application/octet-stream;base64,\(triangle.base64)\"")
    case "obj": "# \(mark)\nmtllib material.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
    case "mtl": "# \(mark)\nnewmtl m\nKd 1 1 1\nmap_Kd texture.png\n"
    case "ply":
      "ply\nformat ascii 1.0\ncomment \(mark)\nelement vertex 1\nproperty float x\nproperty float y\n"
        + "property float z\nend_header\n0 0 0\n"
    case "svg":
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\"><desc>\(mark)</desc></svg>"
    case "json": "{\"mark\": \"\(mark)\", \"lr\": 0.0004}"
    case "srt": "1\n00:00:00,000 --> 00:00:01,000\nA lake \(mark)\n"
    case "vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nA lake \(mark)\n"
    case "pdf": "%PDF-1.4\n% \(mark)\n%%EOF\n"
    case "stl", "fbx", "glb", "zip", "usdz", "safetensors", "wav", "mp3", "aac", "bmp", "exr", "pcm", "ulaw": nil
    default: "\(format) \(mark)\n"
    }
  }

  private var binary: [UInt8] {
    switch format {
    case "glb": glb
    case "stl": joined(padded(mark, to: 80), little(1, 4), zeros(50))
    case "fbx": joined(ascii("Kaydara FBX Binary  "), [0, 0x1A, 0], little(7400, 4), ascii(mark))
    case "zip": archive(of: "frame.txt")
    case "usdz": archive(of: "scene.usda")
    case "safetensors": safetensors
    case "wav": wav
    // Silence: side information of zeros, and the mark where no decoder looks.
    case "mp3": repeated(joined([0xFF, 0xFB, 0x90, 0x64], zeros(32), ascii(mark), zeros(365)))
    case "aac": repeated(joined([0xFF, 0xF1, 0x50, 0x80, 0x04, 0x1F, 0xFC], ascii(mark), zeros(9)))
    case "bmp": bmp
    case "exr": exr
    default: samples
    }
  }

  private func joined(_ parts: [UInt8]...) -> [UInt8] { Array(parts.joined()) }

  private func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private func padded(_ text: String, to size: Int) -> [UInt8] {
    joined(Array(text.utf8.prefix(size)), [UInt8](repeating: 0x20, count: max(0, size - text.utf8.count)))
  }

  private func repeated(_ frame: [UInt8]) -> [UInt8] { Array(repeatElement(frame, count: 8).joined()) }

  /// Noise that is no text, and begins like no other format.
  private var samples: [UInt8] {
    var numbers = SplitMix64(seed: fingerprint)
    var samples: [UInt8] = [0, 0, 1, 0, 2, 0]
    for _ in 0..<400 { samples += little(Int(truncatingIfNeeded: numbers.next() & 0x3FFF), 2) }
    return samples
  }

  /// A scene with one triangle.
  private func scene(uri: String = "") -> String {
    "{\"asset\":{\"version\":\"2.0\",\"generator\":\"\(mark)\"},\"scene\":0,\"scenes\":[{\"nodes\":[0]}],"
      + "\"nodes\":[{\"mesh\":0}],\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],"
      + "\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"count\":3,\"type\":\"VEC3\",\"min\":[0,0,0],"
      + "\"max\":[1,1,0]}],\"bufferViews\":[{\"buffer\":0,\"byteLength\":36}],\"buffers\":[{\"byteLength\":36\(uri)}]}"
  }

  private var triangle: [UInt8] {
    let corners: [Float] = [0, 0, 0, 1, 0, 0, 0, 1, 0]
    return corners.flatMap { little(Int($0.bitPattern), 4) }
  }

  private var glb: [UInt8] {
    let scene = scene()
    let text = padded(scene, to: (scene.utf8.count + 3) / 4 * 4)
    return joined(
      ascii("glTF"), little(2, 4), little(28 + text.count + triangle.count, 4), little(text.count, 4), ascii("JSON"),
      text, little(triangle.count, 4), ascii("BIN"), [0], triangle)
  }

  private var safetensors: [UInt8] {
    let header = padded("{\"w\":{\"dtype\":\"U8\",\"shape\":[16],\"data_offsets\":[0,16]}}", to: 64)
    return joined(little(header.count, 8), header, ascii(mark))
  }

  private var wav: [UInt8] {
    let data = samples
    let format = joined(little(1, 2), little(1, 2), little(8000, 4), little(16000, 4), little(2, 2), little(16, 2))
    return joined(
      ascii("RIFF"), little(36 + data.count, 4), ascii("WAVEfmt "), little(16, 4), format, ascii("data"),
      little(data.count, 4), data)
  }

  private var bmp: [UInt8] {
    var numbers = SplitMix64(seed: fingerprint)
    let pixels = (0..<192).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    let header = joined(
      little(40, 4), little(8, 4), little(8, 4), little(1, 2), little(24, 2), little(0, 4), little(pixels.count, 4),
      little(2835, 4), little(2835, 4), zeros(8))
    return joined(ascii("BM"), little(54 + pixels.count, 4), zeros(4), little(54, 4), header, pixels)
  }

  private var exr: [UInt8] {
    joined(
      [0x76, 0x2F, 0x31, 0x01, 2, 0, 0, 0], ascii("dataWindow"), [0], ascii("box2i"), [0], little(16, 4), zeros(8),
      little(63, 4), little(63, 4), ascii("mark"), [0], ascii("string"), [0], little(16, 4), ascii(mark), [0])
  }

  /// A Zip archive with one stored file.
  private func archive(of name: String) -> [UInt8] {
    let data = ascii("#usda 1.0 \(mark)\n")
    let facts = joined(
      zeros(8), little(Int(SampleFile.checksum(data)), 4), little(data.count, 4), little(data.count, 4),
      little(name.utf8.count, 2), zeros(2))
    let local = joined([0x50, 0x4B, 3, 4], little(20, 2), facts, ascii(name), data)
    let entry = joined([0x50, 0x4B, 1, 2], little(20, 2), little(20, 2), facts, zeros(14), ascii(name))
    return joined(
      local, entry, [0x50, 0x4B, 5, 6], zeros(4), little(1, 2), little(1, 2), little(entry.count, 4),
      little(local.count, 4), zeros(2))
  }

  /// Returns the CRC-32 of the bytes.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
