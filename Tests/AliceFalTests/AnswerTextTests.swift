import AliceFal
import AliceModel
import Testing

@Suite struct `An answer without files` {
  private func answer(_ text: String, to input: String = "null") throws -> AnswerText? {
    AnswerText(try JSONValue(parsing: text), to: try JSONValue(parsing: input))
  }

  @Test(
    arguments: [
      (#"{"output":"A lake."}"#, "A lake."), (#"{"text":"Hello","seed":7,"timings":{"x":1}}"#, "Hello"),
      (#"{"generated_text":"Hi","usage":{"tokens":5}}"#, "Hi"), (#"{"results":"A cat"}"#, "A cat"),
      (#"{"output":"A","reasoning":null,"partial":false,"error":null}"#, "A"),
      (#"{"poem":"Roses are red"}"#, "Roses are red"), (#""plain""#, "plain"), (#"["a","b"]"#, "a\n\nb"),
      (#"{"choices":[{"index":0,"message":{"role":"assistant","content":"Yes"}}],"usage":{}}"#, "Yes"),
      (#"{"text":"Hi","language_code":"en","duration":3.5}"#, "Hi"), (#"{"outputs":["one"]}"#, "one"),
      (#"{"output":"It shows a dog.","masks":[]}"#, "It shows a dog."),
      (#"{"text":"Two cats","annotated_images":[]}"#, "Two cats"), (#"{"answer":"None","images":[]}"#, "None"),
    ])
  func `is its main text`(text: String, main: String) throws {
    let answer = try #require(try answer(text))
    #expect(answer.text == main && answer.content == main && !answer.isJSON)
  }

  @Test(
    arguments: [
      (#"{"text":"Hi there","chunks":[{"text":"Hi","timestamp":[0,1]}]}"#, "Hi there"),
      (#"{"output":"A","reasoning":"Because of a long chain of thoughts about lakes."}"#, "A"),
      (#"{"outputs":["one","two"]}"#, "one\n\ntwo"),
    ])
  func `is kept whole where it holds more than its text`(text: String, main: String) throws {
    let answer = try #require(try answer(text))
    #expect(answer.text == main && answer.isJSON)
    #expect(try JSONValue(parsing: answer.content) == JSONValue(parsing: text))
  }

  @Test(
    arguments: [
      #"{"results":{"bboxes":[[1,2]]}}"#, #"{"nsfw_probability":0.1}"#, #"{"objects":[],"image":null}"#,
      #"{"waveform":[0.5,1],"points":2}"#, #"{"has_speech":false}"#, #"{"has_nsfw_concepts":[false]}"#,
      #"{"has_nsfw_concepts":[true]}"#,
    ])
  func `is values`(text: String) throws {
    let answer = try #require(try answer(text))
    #expect(answer.isJSON && answer.text == answer.content)
    #expect(try JSONValue(parsing: answer.content) == JSONValue(parsing: text))
  }

  @Test(
    arguments: [
      (#"{"images":[],"error":"blocked by moderation"}"#, "blocked by moderation", true),
      (
        #"{"images":[],"description":"I cannot draw that, it violates the rules"}"#,
        "I cannot draw that, it violates the rules", true
      ),
      (#"{"video":null,"error":{"message":"no frames"}}"#, "no frames", false),
      (#"{"output":"","error":"out of credits"}"#, "out of credits", false), (#"{"images":[],"seed":5}"#, nil, false),
      ("{}", nil, false), ("null", nil, false), ("[]", nil, false), (#"{"output":"  "}"#, nil, false),
      (#"{"video":null,"seed":1,"timings":{"inference":1}}"#, nil, false),
    ] as [(String, String?, Bool)])
  func `may hold no result, and say why`(text: String, words: String?, isPolicy: Bool) throws {
    #expect(try answer(text) == nil)
    let reason = FailureReason(ofEmpty: try JSONValue(parsing: text))
    #expect(reason?.message == words && (reason?.isVerdict ?? false) == isPolicy)
  }

  @Test(
    arguments: [
      (#"{"requestId":"r-1","data":{"output":"A lake."}}"#, "A lake."),
      (#"{"data":{"text":"Hello","language":"en"},"requestId":"0f3c9b1e-5d0b-4a0e-9f2e-6f7a1c2d3e4f"}"#, "Hello"),
      (#"{"status":"COMPLETED","response":{"generated_text":"Hi"},"logs":[]}"#, "Hi"),
      (#"{"result":{"output":{"answer":"Yes"}}}"#, "Yes"), (#"{"requestId":"r-1","output":"A"}"#, "A"),
      (#"{"code":0,"msg":"success","data":{"caption":"A dog"}}"#, "A dog"),
    ])
  func `is not what clients and gateways wrap around it`(text: String, main: String) throws {
    let answer = try #require(try answer(text))
    #expect(answer.text == main && answer.content == main && !answer.isJSON)
  }

  @Test func `is the values in its wrapper`() throws {
    let answer = try #require(try answer(#"{"requestId":"r-1","data":{"points":[[1,2]],"score":0.5}}"#))
    #expect(try JSONValue(parsing: answer.content) == ["points": [[1, 2]], "score": 0.5])
    #expect(try self.answer(#"{"requestId":"r-1","data":{}}"#) == nil)
  }

  @Test func `is not the prompt that it repeats`() throws {
    let answer = try #require(
      try answer(#"{"prompt":"Describe it","answer":"A cat"}"#, to: #"{"prompt":"Describe it"}"#))
    #expect(answer.text == "A cat" && !answer.isJSON)
  }
}
