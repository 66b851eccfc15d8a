import AliceModel
import Testing

@Suite struct `Wildcards in a prompt` {
  @Test(arguments: [
    ("a __animal__ in snow", ["animal"]), ("__beasts/wild__", ["beasts/wild"]), ("__colour*__", ["colour*"]),
    ("__hair_color__, __b-2__", ["hair_color", "b-2"]), ("__a____b__", ["a", "b"]), ("___a__", ["a"]),
    ("__årstid__", ["årstid"]), ("no wildcard", []), ("____", []), ("__ a __", []), ("a__b", []), ("__-a__", []),
    ("__../secret__", []), ("snake__case", []), ("\\__init__", []), ("\\\\__init__", []),
  ])
  func `are names between two underscores`(prompt: String, names: [String]) {
    #expect(PromptWildcards.names(in: prompt) == names)
  }

  @Test(arguments: ["__init__", "a \\__b__", "\\\\__c__ and __d__", "___e___", "plain", "__ __", "x__y__z"])
  func `are plain text after escaping, whatever the text was`(text: String) {
    #expect(PromptWildcards.parts(of: PromptWildcards.escaped(text)).map(plain).joined() == text)
  }

  @Test func `are found in linear time in a prompt of underscores`() {
    let text = String(repeating: "__a_", count: 50_000)
    let start = ContinuousClock.now
    #expect(PromptWildcards.parts(of: text).count > 1)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  private func plain(_ part: PromptWildcards.Part) -> String {
    switch part {
    case .text(let text): text
    case .wildcard(let name): "<\(name)>"
    }
  }
}
