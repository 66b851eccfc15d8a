import AliceFal
import AliceModel
import Foundation
import Testing

@Suite struct `The files of an answer` {
  private func media(_ text: String, apartFrom input: String = "null") throws -> [FalMedia] {
    FalMedia.mediaURLs(in: try JSONValue(parsing: text), apartFrom: try JSONValue(parsing: input))
  }

  @Test func `are found with what is told of them`() throws {
    let found = try media(
      #"{"images":[{"url":"https://v3.fal.media/a.jpg","width":1024,"height":768,"content_type":"image/jpeg"},"#
        + #"{"url":"https://v3.fal.media/b.jpg"}],"seed":7,"has_nsfw_concepts":[false,true],"prompt":"x"}"#)
    #expect(found.map(\.url) == ["https://v3.fal.media/a.jpg", "https://v3.fal.media/b.jpg"])
    #expect(found.map(\.isFlagged) == [false, true])
    #expect(found[0].width == 1024 && found[0].height == 768 && found[0].contentType == "image/jpeg")
    #expect(found.map(\.key) == ["images.0", "images.1"])
  }

  @Test func `are all flagged by one word, and have no sides that are none`() throws {
    let found = try media(
      #"{"images":[{"url":"https://x/a","width":1e300,"height":-5,"file_size":1e300},{"url":"https://x/b","width":0}],"#
        + #""has_nsfw_concepts":true}"#)
    #expect(found.map(\.isFlagged) == [true, true])
    #expect(found.allSatisfy { $0.width == nil && $0.height == nil && $0.fileSize == nil })
  }

  @Test(
    arguments: [
      (
        #"{"mask":{"url":"https://x/m"},"images":[{"url":"https://x/a"},{"url":"https://x/b"}],"has_nsfw_concepts":[false,true]}"#,
        ["b"]
      ),
      (
        #"{"images":[{"url":"https://x/a"},{"url":"https://x/a"},{"url":"https://x/b"}],"nsfw_content_detected":[false,false,true]}"#,
        ["b"]
      ),
      (#"{"video":{"url":"https://x/v"},"has_nsfw_concepts":[true]}"#, ["v"]),
      (#"{"images":[{"url":"https://x/a","is_nsfw":true},{"url":"https://x/b","is_nsfw":false}]}"#, ["a"]),
      (#"{"result":{"images":["https://x/a.png","https://x/b.png"],"has_nsfw_concepts":[true,false]}}"#, ["a.png"]),
    ])
  func `are flagged where their flag stands`(text: String, flagged: [String]) throws {
    #expect(try media(text).filter(\.isFlagged).map { String($0.url.dropFirst(10)) } == flagged)
  }

  @Test(
    arguments: [
      (#"{"image":{"url":"https://x/a.png","file_name":"a.png","file_size":5}}"#, ["https://x/a.png"]),
      (#"{"video":{"url":"https://x/v.mp4","content_type":"video/mp4"}}"#, ["https://x/v.mp4"]),
      (#"{"a":{"b":[{"c":{"url":"data:image/png;base64,AA=="}}]}}"#, ["data:image/png;base64,AA=="]),
      (#"{"images":[{"url":"https://x/a"},{"url":"https://x/a"}]}"#, ["https://x/a"]),
      (#"{"images":[{"url":"file:///etc/passwd"},{"url":7},{"url":null}],"url":"javascript:1"}"#, []),
      (#"{"url":"https://x/a","content_type":"image/png"}"#, ["https://x/a"]),
      (#"{"video_url":"https://x/a.mp4","thumbnail_url":"https://x/a.jpg"}"#, ["https://x/a.mp4", "https://x/a.jpg"]),
      (#"{"audioUrl":"https://x/speech?id=5","image":"https://x/a"}"#, ["https://x/speech?id=5", "https://x/a"]),
      (#"{"images":["https://x/a","https://x/b"]}"#, ["https://x/a", "https://x/b"]),
      (#"{"output":"https://v3.fal.media/files/b/abc"}"#, ["https://v3.fal.media/files/b/abc"]),
      (#"{"result":["https://x/a/model.glb","//x/b.obj"]}"#, ["https://x/a/model.glb", "https://x/b.obj"]),
      (#"{"image":{"url":"https://x/my file.png"}}"#, ["https://x/my file.png"]),
      (
        #"{"model_urls":{"glb":{"url":"https://x/1"},"fbx":"https://x/2","usdz":null}}"#,
        ["https://x/1", "https://x/2"]
      ),
      (#"{"video":{"url":"https://x/v","thumbnail":{"url":"https://x/t"}}}"#, ["https://x/v", "https://x/t"]),
      ("[]", []), ("null", []),
    ] as [(String, [String])])
  func `are found whatever the model calls them`(text: String, urls: [String]) throws {
    #expect(try media(text).map(\.url) == urls)
  }

  @Test(
    arguments: [
      #"{"output":"See https://x/a.png and https://x/b.png."}"#, #"{"output":"https://example.com/how-to"}"#,
      #"{"documentation_url":"https://x/docs/image.png"}"#, #"{"status_url":"https://queue.fal.run/a/requests/1"}"#,
      #"{"error":{"url":"https://docs.fal.ai/errors"}}"#, #"{"detail":[{"url":"https://docs.fal.ai/errors/#x"}]}"#,
      #"{"citations":["https://x/paper.pdf"]}"#, #"{"sources":[{"url":"https://x/a","title":"A page"}]}"#,
      #"{"text":"data: is everything, they say"}"#, #"{"prompt":"https://"}"#,
      #"{"html":"<a href='https://x/a.png'>"}"#,
      #"{"annotations":[{"url_citation":{"url":"https://x/a.png"}}]}"#,
    ])
  func `are not links to pages`(text: String) throws {
    #expect(try media(text).isEmpty)
  }

  @Test(
    arguments: [
      "links", "link", "page", "docs", "website", "logs", "error", "documentation_url", "citations",
      "detail",
      "status_url",
    ])
  func `count under the names of pages if they lie where files come from`(name: String) throws {
    let here = try FalConfiguration(loopback: "http://127.0.0.1:1", key: nil)
    for text in [
      #"{"n":{"url":"http://127.0.0.1:1/a.png"}}"#, #"{"n":["http://127.0.0.1:1/a.glb"]}"#,
      #"{"n":"http://127.0.0.1:1/a.srt"}"#, #"{"n":[{"x":{"url":"http://127.0.0.1:1/a","content_type":"audio/wav"}}]}"#,
      #"{"n":{"url":"http://127.0.0.1:1/a","file_name":"a","file_size":5}}"#,
    ] {
      let output = try JSONValue(parsing: text.replacing("\"n\"", with: "\"\(name)\""))
      #expect(FalMedia.mediaURLs(in: output, on: here).count == 1, "\(output)")
      #expect(FalMedia.mediaURLs(in: output).isEmpty, "\(output)")
    }
    for text in [
      #"{"n":{"url":"http://127.0.0.1:1/a"}}"#, #"{"n":"http://127.0.0.1:1/how-to.html"}"#,
      #"{"n":{"url":"http://127.0.0.1:1/a","content_type":"text/html"}}"#,
      #"{"n":{"url":"https://elsewhere.example/a.png","content_type":"image/png"}}"#,
    ] {
      let output = try JSONValue(parsing: text.replacing("\"n\"", with: "\"\(name)\""))
      #expect(FalMedia.mediaURLs(in: output, on: here).isEmpty, "\(output)")
    }
  }

  @Test func `stand once, and those under the names of pages last`() throws {
    let here = try FalConfiguration(loopback: "http://127.0.0.1:1", key: nil)
    let output = try JSONValue(
      parsing:
        #"{"docs":{"url":"http://127.0.0.1:1/d.png"},"page":"http://127.0.0.1:1/a%20b.png","image":{"url":"http://127.0.0.1:1/a b.png"}}"#
    )
    #expect(FalMedia.mediaURLs(in: output, on: here).map(\.key) == ["image", "docs"])
  }

  @Test(
    arguments: [
      #"{"status":"ok","response":{"image":{"url":"https://x/a"}}}"#,
      #"{"requestId":"1","data":{"image":{"url":"https://x/a"}}}"#, #"{"output":{"image_url":"https://x/a"}}"#,
      #"{"result":{"response":{"image":{"url":"https://x/a"}}},"error":null,"success":true}"#,
      #"{"response":[{"image":{"url":"https://x/a"}}]}"#,
    ])
  func `are found in what clients and gateways wrap around an answer`(text: String) throws {
    #expect(try media(text).map(\.url) == ["https://x/a"])
  }

  @Test func `are shown without the password in their address`() throws {
    let found = try media(#"{"image":{"url":"https://name:secret@x.example/a@b.png?c=1"}}"#)
    #expect(found.map(\.shownURL) == ["https://…@x.example/a@b.png?c=1"])
  }

  @Test func `are Base64 that begins with two slashes, as that of an MP3 does`() throws {
    let text = "//uQ" + String(repeating: "AAAA", count: 200)
    let output = try JSONValue(parsing: #"{"page":{"audio_base64":"\#(text)"}}"#)
    #expect(FalMedia.mediaURLs(in: output).map(\.url) == ["data:audio/mpeg;base64,\(text)"])
  }

  @Test func `are Base64 under a name that says so, or that begins like a file`() throws {
    let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(repeating: 7, count: 60))
    let plain = png.base64EncodedString()
    let safe = plain.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    let broken = String(plain.prefix(40)) + "\n" + plain.dropFirst(40)
    let whole = "data:image/png;base64," + plain
    for text in [
      #"{"data":[{"b64_json":"\#(plain)","url":null}]}"#, #"{"image_base64":"\#(safe)"}"#, #"{"image":"\#(plain)"}"#,
      #"{"inlineData":{"mimeType":"image/png","data":"\#(plain)"}}"#,
    ] {
      let found = try media(text)
      #expect(found.map(\.url) == [whole] && found.first?.contentType == "image/png", "\(text)")
    }
    #expect(FalMedia.mediaURLs(in: ["image": .string(broken)]).map(\.url) == [whole])
    let unknown = Data(repeating: 3, count: 60).base64EncodedString()
    #expect(try media(#"{"embedding_b64":"\#(unknown)"}"#).map(\.url) == ["data:;base64," + unknown])
    #expect(try media(#"{"voice_id":"\#(unknown)","text":"\#(String(repeating: "abcd", count: 40))"}"#).isEmpty)
  }

  @Test func `are drawings that stand in the answer as text`() throws {
    let found = try media(#"{"svg_content":"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"}"#)
    #expect(found.count == 1 && found[0].contentType == "image/svg+xml" && found[0].url.hasPrefix("data:image/svg"))
  }

  @Test(
    arguments: [
      (#"{"image_url":"https://x/a b.png"}"#, #"{"image_url":"https://x/a%20b.png"}"#),
      (#"{"images":[{"url":"https://x/a"}]}"#, #"{"loras":[{"path":"https://x/a"}]}"#),
      (#"{"image":{"url":"data:image/png;base64,AAAA1111"}}"#, #"{"image_url":"data:image/png;base64,AAAA1111"}"#),
      (#"{"image_base64":"AAAABBBBCCCCDDDDEEE="}"#, #"{"image_url":"data:image/png;base64,AAAABBBBCCCCDDDDEEE="}"#),
      (
        #"{"input":{"image_urls":["https://v3.fal.media/x/a.png"]}}"#,
        #"{"image_urls":["https://v3.fal.media/x/a.png"]}"#
      ),
    ])
  func `are not what the request contained`(output: String, input: String) throws {
    #expect(try media(output).count == 1)
    #expect(try media(output, apartFrom: input).isEmpty)
  }

  @Test func `are bounded in number, and found at any depth`() throws {
    let many = (0..<50_000).map { #"{"url":"https://x/\#($0)"}"# }.joined(separator: ",")
    #expect(try media("[\(many)]").count == 10_000)
    let deep = String(repeating: "[", count: 200) + #"{"url":"https://x/a"}"# + String(repeating: "]", count: 200)
    #expect(try media(deep).count == 1)
  }
}

@Suite struct `Files that belong together` {
  /// The groups as the keys of their files.
  private func groups(_ text: String) throws -> [[String]] {
    let media = FalMedia.mediaURLs(in: try JSONValue(parsing: text))
    return MediaGroup.groups(of: media).map { ([$0.main] + $0.companions).map { media[$0].key } }
  }

  @Test(
    arguments: [
      (
        #"{"model_mesh":{"url":"https://x/m"},"textures":[{"url":"https://x/1"},{"url":"https://x/2"}],"material_mtl":{"url":"https://x/3"}}"#,
        [["model_mesh", "textures.0", "textures.1", "material_mtl"]]
      ),
      (
        #"{"thumbnail":{"url":"https://x/t.png"},"model_glb":{"url":"https://x/m.glb"},"model_urls":{"glb":{"url":"https://x/m.glb"},"fbx":{"url":"https://x/m.fbx"}}}"#,
        [["model_glb", "thumbnail", "model_urls.fbx"]]
      ),
      (
        #"{"model_meshes":[{"url":"https://x/1.glb"},{"url":"https://x/2.glb"}],"video":{"url":"https://x/v.mp4"}}"#,
        [["model_meshes.0", "video"], ["model_meshes.1"]]
      ),
      (
        #"{"video":{"url":"https://x/v.mp4"},"captions_file":{"url":"https://x/c.srt"}}"#, [["video", "captions_file"]]
      ),
      (#"{"video":{"url":"https://x/v"},"frames_zip":{"url":"https://x/z"}}"#, [["video", "frames_zip"]]),
      (#"{"video_url":"https://x/a.mp4","thumbnail_url":"https://x/a.jpg"}"#, [["video_url", "thumbnail_url"]]),
      (
        #"{"diffusers_lora_file":{"url":"https://x/l"},"config_file":{"url":"https://x/c"},"high_noise_lora":{"url":"https://x/h"}}"#,
        [["diffusers_lora_file", "config_file", "high_noise_lora"]]
      ),
      (#"{"images":[{"url":"https://x/1"},{"url":"https://x/2"}]}"#, [["images.0"], ["images.1"]]),
      (#"{"vocals":{"url":"https://x/1.wav"},"drums":{"url":"https://x/2.wav"}}"#, [["vocals"], ["drums"]]),
      (#"{"image":{"url":"https://x/1.png"},"mask_image":{"url":"https://x/2.png"}}"#, [["image"], ["mask_image"]]),
      (
        #"{"results":[{"video":{"url":"https://x/1"},"thumbnail":{"url":"https://x/2"}},{"video":{"url":"https://x/3"},"thumbnail":{"url":"https://x/4"}}]}"#,
        [["results.0.video", "results.0.thumbnail"], ["results.1.video", "results.1.thumbnail"]]
      ),
      (#"{"captions_file":{"url":"https://x/1.srt"}}"#, [["captions_file"]]), ("{}", []),
    ] as [(String, [[String]])])
  func `are one result`(text: String, keys: [[String]]) throws {
    #expect(try groups(text) == keys)
  }

  @Test func `are each in exactly one group, whatever the answer is`() throws {
    let nouns = [
      "model_mesh", "textures", "video", "captions", "lora_file", "config_file", "images", "audio", "zip", "x",
    ]
    var numbers = SplitMix64(seed: 13)
    for _ in 0..<300 {
      var object = JSONObject()
      for index in 0..<numbers.below(8) {
        let file: JSONValue = ["url": .string("https://x/\(index)")]
        let noun = nouns[numbers.below(nouns.count)]
        object[noun] = numbers.below(2) == 0 ? file : [file, ["url": .string("https://x/\(index)b")]]
      }
      let media = FalMedia.mediaURLs(in: .object(object))
      let groups = MediaGroup.groups(of: media)
      #expect(groups.flatMap { [$0.main] + $0.companions }.sorted() == Array(media.indices))
    }
  }
}
