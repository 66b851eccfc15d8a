import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct GeneratorPreviewTests {
  @Test(arguments: [
    ("1.swarmpreview.jpg", "1.png"), ("1.swarmpreview.webp", "1.mp4"), ("thumbnails/a.webp", "a.png"),
    ("thumbnails/sub/a.webp", "sub/a.png"), ("thumbnails/a.webp", "images/a.png"),
    ("m.preview.png", "m.safetensors"), ("m.preview.webp", "m.gguf"), ("K.info/a_thumbnail.png", "K.info/a.jpg"),
  ])
  func `is the small copy of what lies beside it`(preview: String, whole: String) async throws {
    try await withTemporaryFolder { folder in
      for name in ["thumbnails", "thumbnails/sub", "sub", "images", "K.info"] {
        try Disk.makeFolder(folder.appending(name))
      }
      try Disk.write("x", to: folder.appending(preview))
      #expect(!GeneratorPreviews.isPreview(folder.appending(preview)), "its picture is gone")
      try Disk.write("x", to: folder.appending(whole))
      #expect(GeneratorPreviews.isPreview(folder.appending(preview)))
      #expect(!GeneratorPreviews.isPreview(folder.appending(whole)))
    }
  }

  @Test(arguments: ["grid-0001.png", "a.preview.png", "a_thumbnail.png", "swarmpreview.jpg", "a.swarmpreview.txt"])
  func `is not what only looks like one`(name: String) async throws {
    try await withTemporaryFolder { folder in
      for file in [name, "a.png", "0001.png", "grid.png"] { try Disk.write("x", to: folder.appending(file)) }
      #expect(!GeneratorPreviews.isPreview(folder.appending(name)))
    }
  }
}
