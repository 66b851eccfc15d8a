import AliceFal
import AliceModel
import Testing

@Suite struct `What an answer says beside its files` {
  private func remarks(_ text: String, to input: JSONValue = .null) throws -> [JSONValue] {
    let output = try JSONValue(parsing: text)
    return FalMedia.mediaURLs(in: output).map {
      .object(AnswerRemark(beside: $0, in: output, to: input).value)
    }
  }

  @Test func `is kept for the file that it is about`() throws {
    let found = try remarks(
      #"{"results":[{"image":{"url":"https://x/1.png","width":8,"file_name":"1.png"},"caption":"A cat","score":0.5},"#
        + #"{"image":{"url":"https://x/2.png"},"caption":"A dog"}],"description":"Two animals","seed":7,"prompt":"x"}"#)
    #expect(
      found == [
        ["caption": "A cat", "score": 0.5, "description": "Two animals"],
        ["caption": "A dog", "description": "Two animals"],
      ])
  }

  @Test func `is words, flags, boxes and times, without other files and what was sent`() throws {
    let found = try remarks(
      #"{"data":[{"b64_json":"data:image/png;base64,AAAA1111","revised_prompt":"a misty lake"}],"#
        + #""has_nsfw_concepts":[false],"boxes":[[1,2,3,4]],"timings":{"inference":1.5},"lyrics":"la la","#
        + #""style":"oil","thumbnail":{"url":"https://x/t.png"},"request_id":"r","empty":"","none":null}"#,
      to: ["style": "oil"])
    #expect(
      found.first == [
        "revised_prompt": "a misty lake", "has_nsfw_concepts": [false], "boxes": [[1, 2, 3, 4]],
        "timings": ["inference": 1.5], "lyrics": "la la",
      ])
  }

  @Test func `is bounded`() throws {
    let long = String(repeating: "wörter ", count: 5000)
    let points = JSONValue.array((0..<5000).map { JSONValue($0) })
    var object: JSONObject = ["image": ["url": "https://x/a.png"], "text": .string(long), "points": points]
    for index in 0..<500 { object["word_\(index)"] = "some words that say something" }
    let output = JSONValue.object(object)
    let media = try #require(FalMedia.mediaURLs(in: output).first)
    let remark = AnswerRemark(beside: media, in: output, to: .null).value
    #expect(JSONValue.object(remark).text.utf8.count <= 9000 && remark.count <= 64)
    #expect(remark["points"] == nil && remark["text"]?.stringValue?.hasSuffix("…") == true)
  }
}
