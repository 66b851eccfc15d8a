import AliceFal
import AliceModel
import Testing

@Suite struct `The files of an answer` {
  private func media(_ text: String) throws -> [FalMedia] {
    FalMedia.mediaURLs(in: try JSONValue(parsing: text))
  }

  @Test func `are found with what is told of them`() throws {
    let found = try media(
      #"{"images":[{"url":"https://v3.fal.media/a.jpg","width":1024,"height":768,"content_type":"image/jpeg"},"#
        + #"{"url":"https://v3.fal.media/b.jpg"}],"seed":7,"has_nsfw_concepts":[false,true],"prompt":"x"}"#)
    #expect(found.map(\.url) == ["https://v3.fal.media/a.jpg", "https://v3.fal.media/b.jpg"])
    #expect(found.map(\.isFlagged) == [false, true])
    #expect(found[0].width == 1024 && found[0].height == 768 && found[0].contentType == "image/jpeg")
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
      (#"{"image":{"url":"https://x/a.png","file_name":"a.png","file_size":5}}"#, ["https://x/a.png"]),
      (#"{"video":{"url":"https://x/v.mp4","content_type":"video/mp4"}}"#, ["https://x/v.mp4"]),
      (#"{"a":{"b":[{"c":{"url":"data:image/png;base64,AA=="}}]}}"#, ["data:image/png;base64,AA=="]),
      (#"{"images":[{"url":"https://x/a"},{"url":"https://x/a"}]}"#, ["https://x/a"]),
      (#"{"images":[{"url":"file:///etc/passwd"},{"url":7},{"url":null}],"url":"javascript:1"}"#, []),
      (#"{"image_url":"https://x/in.png","images":[]}"#, []), ("[]", []), ("null", []),
    ] as [(String, [String])])
  func `are found whatever the model calls them`(text: String, urls: [String]) throws {
    #expect(try media(text).map(\.url) == urls)
  }

  @Test func `are bounded in number and depth`() throws {
    let many = (0..<5000).map { #"{"url":"https://x/\#($0)"}"# }.joined(separator: ",")
    #expect(try media("[\(many)]").count <= 1001)
    let deep = String(repeating: "[", count: 200) + #"{"url":"https://x/a"}"# + String(repeating: "]", count: 200)
    #expect(try media(deep).isEmpty)
  }
}
