import AliceMedia
import AliceModel
import Testing

@Suite struct `Infotext parsing` {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var prompt = ""
    var negative = ""
    /// Keys and values of the parameter line; nil where the text is no infotext.
    var pairs: [String]? = []

    var parsed: Infotext.Parsed? {
      pairs.map { pairs in
        Infotext.Parsed(
          prompt: prompt, negativePrompt: negative,
          pairs: stride(from: 0, to: pairs.count, by: 2).map { Infotext.Pair(key: pairs[$0], value: pairs[$0 + 1]) })
      }
    }
  }

  @Test(arguments: cases) func `the grammar and its edges`(_ example: Case) {
    #expect(Infotext.parse(example.text) == example.parsed)
  }

  static let cases = [
    Case(
      testDescription: "the usual form", text: "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7",
      prompt: "a cat", negative: "dog", pairs: ["Steps", "20", "Sampler", "Euler a", "CFG scale", "7"]),
    Case(
      testDescription: "no negative prompt", text: "a cat\nSteps: 20, Sampler: Euler a, Seed: 5", prompt: "a cat",
      pairs: ["Steps", "20", "Sampler", "Euler a", "Seed", "5"]),
    Case(
      testDescription: "several lines of both", text: "a\nb\nNegative prompt: c\nd\nSteps: 1, Seed: 2, Size: 3x4",
      prompt: "a\nb", negative: "c\nd", pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "no prompt at all", text: "Steps: 1, Seed: 2, Size: 3x4",
      pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "negative prompt first", text: "Negative prompt: c\nSteps: 1, Seed: 2, Size: 3x4", negative: "c",
      pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "CRLF inside and around",
      text: "\r\na\r\n\r\nb\r\nNegative prompt: c\r\nSteps: 1, Seed: 2, Size: 3x4\r\n",
      prompt: "a\n\nb", negative: "c", pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "spaces before the marker", text: "a\n  Negative prompt:c\nSteps: 1, Seed: 2, Size: 3x4",
      prompt: "a",
      negative: "c", pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "trailing NUL", text: "a\nSteps: 1, Seed: 2, Size: 3x4\0", prompt: "a",
      pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "fewer than three pairs belong to the prompt",
      text: "a\nNegative prompt: b\nSeed: 2, Size: 3x4", prompt: "a", negative: "b\nSeed: 2, Size: 3x4"),
    Case(
      testDescription: "unless the line starts with Steps", text: "a\nSteps: 20, Seed: 2", prompt: "a",
      pairs: ["Steps", "20", "Seed", "2"]),
    Case(testDescription: "a prompt alone could be anything", text: "a cat on a mat", pairs: nil),
    Case(testDescription: "nothing", text: "", pairs: nil),
    Case(testDescription: "spaces only", text: " \n\0", pairs: nil),
    Case(
      testDescription: "three pairs with keys that nobody writes", text: "mood: dark, style: oil, colour: red",
      pairs: nil),
    Case(
      testDescription: "an empty value is dropped, later keys survive",
      text: "a\nSteps: 1, Seed: , Size: 3x4, Model: m",
      prompt: "a", pairs: ["Steps", "1", "Size", "3x4", "Model", "m"]),
    Case(
      testDescription: "single characters are no keys", text: "a\nSteps: 1, Q: 5, Seed: 2, Size: 3x4", prompt: "a",
      pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "dotted keys lose what stands before the dot", text: "a\nSteps: 1, fal.id: x, Seed: 2",
      prompt: "a",
      pairs: ["Steps", "1", "id", "x", "Seed", "2"]),
    Case(
      testDescription: "letters of all scripts make keys", text: "a\nSteps: 1, 質: 良, größe: 3, Seed: 2", prompt: "a",
      pairs: ["Steps", "1", "質", "良", "größe", "3", "Seed", "2"]),
    Case(
      testDescription: "bare words are skipped", text: "a\nSteps: 1, Tiling, Seed: 2, Size: 3x4", prompt: "a",
      pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "quoted values",
      text: #"a\#nSteps: 1, Lora hashes: "x: 12, y: 34", Template: "say \"hi\",\nplease", Seed: 2"#, prompt: "a",
      pairs: ["Steps", "1", "Lora hashes", "x: 12, y: 34", "Template", "say \"hi\",\nplease", "Seed", "2"]),
    Case(
      testDescription: "an unclosed quote ends at the comma", text: #"a\#nSteps: 1, Model: "x, Seed: 2"#, prompt: "a",
      pairs: ["Steps", "1", "Model", "\"x", "Seed", "2"]),
    Case(
      testDescription: "text after the quote makes it a plain value", text: #"a\#nSteps: 1, Model: "x"y, Seed: 2"#,
      prompt: "a", pairs: ["Steps", "1", "Model", "\"x\"y", "Seed", "2"]),
    Case(
      testDescription: "JSON without quotes is one value",
      text: #"a\#nSteps: 1, Hashes: {"a": "1,2", "b": [3, {}]}, Civitai resources: [{"t":"]"},{}], Seed: 2"#,
      prompt: "a",
      pairs: [
        "Steps", "1", "Hashes", #"{"a": "1,2", "b": [3, {}]}"#, "Civitai resources", #"[{"t":"]"},{}]"#, "Seed", "2",
      ]),
    Case(
      testDescription: "brackets that never close end at the comma", text: "a\nSteps: 1, Hashes: {x, Seed: 2",
      prompt: "a",
      pairs: ["Steps", "1", "Hashes", "{x", "Seed", "2"]),
    Case(
      testDescription: "a prompt line like parameters is not the last line",
      text: "Steps: 9, Seed: 9, Size: 9x9\nNegative prompt: b\nSteps: 1, Seed: 2, Size: 3x4",
      prompt: "Steps: 9, Seed: 9, Size: 9x9", negative: "b", pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "a second marker is dropped, its text stays",
      text: "a\nNegative prompt: b\nNegative prompt: c\nSteps: 1, Seed: 2, Size: 3x4", prompt: "a", negative: "b\nc",
      pairs: ["Steps", "1", "Seed", "2", "Size", "3x4"]),
    Case(
      testDescription: "older extensions wrote templates after the parameters",
      text: "a\nSteps: 1, Seed: 2, Size: 3x4\nTemplate: {a|b}, c\nNegative Template: d", prompt: "a",
      pairs: ["Steps", "1", "Seed", "2", "Size", "3x4", "Template", "{a|b}, c", "Negative Template", "d"]),
  ]

  @Test(arguments: [("Seed", "5"), ("seed", "5"), ("CFG Scale", "7"), ("cfg scale", "7")])
  func `keys are found whatever their case, and the last one counts`(_ key: String, _ value: String) {
    let parsed = Infotext.parse("a\nSteps: 1, Seed: 2, CFG scale: 7, Seed: 5")
    #expect(parsed?[key] == value)
  }
}
