import AliceModel
import Testing

@Suite struct ToldFormatTests {
  @Test(arguments: [
    ("image/svg+xml", MediaFormat.svg), ("Model/GLTF-Binary", .glb), ("text/plain; charset=utf-8", .txt),
    (" application/zip ", .zip), ("audio/L16;rate=16000", .pcm), ("application/x-subrip", .srt),
  ])
  func `a content type names a format, whatever its parameters are`(type: String, format: MediaFormat) {
    #expect(MediaFormat(contentType: type) == format)
  }

  @Test(arguments: [
    ("a.srt", "text/plain", MediaFormat.srt), ("a.usdz", "application/zip", .usdz), ("a.ass", "text/plain", .ass),
    ("a.zip", "model/vnd.usdz+zip", .usdz), ("a.md", "text/csv", .csv), ("a.png", "application/octet-stream", .png),
    ("a.log", "application/json", .json),
  ])
  func `an extension says more than the type of many formats`(name: String, type: String, format: MediaFormat) {
    #expect(ToldFormat(name: name, contentType: type).format == format)
  }

  @Test func `each content type belongs to one format`() {
    let types = MediaFormat.allCases.flatMap(\.contentTypes)
    #expect(Set(types).count == types.count)
    for format in MediaFormat.allCases {
      for type in format.contentTypes { #expect(MediaFormat(contentType: type.uppercased()) == format) }
    }
  }

  @Test(arguments: [
    ("PNG", MediaKind.image), ("off", .model3d), ("m3u8", .video), ("amr", .audio), ("lrc", .text), ("npz", .file),
  ])
  func `an extension names a kind, whether or not alice has a format for it`(ending: String, kind: MediaKind) {
    #expect(MediaKind(fileExtension: ending) == kind)
  }

  @Test(arguments: [
    (MediaFormat.tiff, "tiff", "tiff"), (.tiff, "png", "tif"), (.ogg, "opus", "opus"), (.jpeg, "jpeg", "jpg"),
    (.m4a, "m4b", "m4b"), (.png, "apng", "png"),
  ])
  func `a file with a reader keeps an extension by which programs know it`(
    format: MediaFormat, told: String, ending: String
  ) {
    #expect(format.fileExtension(told: told) == ending)
  }

  @Test func `a content type that says little names none`() {
    for type in ["application/octet-stream", "binary/octet-stream", "", ";", "image"] {
      #expect(MediaFormat(contentType: type) == nil)
    }
  }

  @Test func `every format knows its extension, and no two have the same one`() {
    for format in MediaFormat.allCases {
      #expect(
        format.knownExtensions.contains(format.fileExtension) && format.allows(fileExtension: format.fileExtension))
    }
    #expect(Set(MediaFormat.allCases.map(\.fileExtension)).count == MediaFormat.allCases.count)
    #expect(MediaFormat.readable.allSatisfy { $0.kind.isMedia })
  }

  @Test(arguments: [("3d", MediaKind.model3d), ("Model3D", .model3d), ("picture", .image), ("archive", .archive)])
  func `a kind has common names`(name: String, kind: MediaKind) { #expect(MediaKind(named: name) == kind) }

  @Test func `a companion's folder is known by the id in its name`() {
    #expect(CompanionFolder.owner(of: "robot-3f9a1c2b7d.files") == "robot-3f9a1c2b7d")
    #expect(CompanionFolder.owner(of: "robot-3f9a1c2b7d-2.files") == "robot-3f9a1c2b7d-2")
    for name in ["page.files", "robot-3f9a1c2b7d", ".files", "robot-3F9A1C2B7D.files", "robot-3f9a1c2b7.files"] {
      #expect(CompanionFolder.owner(of: BytePath(name)) == nil)
    }
    #expect(CompanionFolder.isAsset("a/r-3f9a1c2b7d.files/r-3f9a1c2b7d.obj"))
    #expect(
      !CompanionFolder.isAsset("a/r-3f9a1c2b7d.files/material.mtl") && !CompanionFolder.isAsset("r-3f9a1c2b7d.obj"))
  }

  @Test func `a record keeps its companions, and refuses names that lead elsewhere`() {
    let added = Timestamp(milliseconds: 0)
    let digest = String(repeating: "a", count: 64)
    let record = AssetRecord(
      added: added, companions: [Companion(name: "a b.mtl", bytes: 5, digest: digest, key: "mtl")])
    #expect(AssetRecord(embeddedJSON: record.embeddedJSON(id: nil)) == record)
    for name in ["../a", "/etc/passwd", "a/b", ".hidden", "", "con", "a\u{202E}b", String(repeating: "x", count: 200)] {
      let json: JSONValue = ["name": .string(name), "bytes": 1, "sha256": .string(digest)]
      #expect(Companion(json: json) == nil, "\(name)")
    }
  }
}
