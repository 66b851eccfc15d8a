import AliceModel

/// The command line that the first versions of InvokeAI wrote:
/// `"prompt [negative]" -s 50 -S 2980747362 -W 512 -H 768 -C 5.0 -A k_lms`.
enum DreamCommand {
  static func read(_ text: String) -> ReadMetadata? {
    guard text.utf8.first == UInt8(ascii: "\""), let end = text.dropFirst().lastIndex(of: "\"") else { return nil }
    let quoted = text[text.index(after: text.startIndex)..<end]
    let prompt = BracketedPrompt(String(quoted).replacing("\\\"", with: "\""))
    var flags = RecipeFields(parse(text[text.index(after: end)...]))
    let seed = flags.seed("S")
    var read = ReadMetadata(
      .invokeai, prompt: prompt.prompt, negative: prompt.negative, model: nil, seed: seed, rest: RecipeFields([:]))
    for (flag, name) in [("s", "steps"), ("C", "cfg_scale"), ("A", "sampler"), ("f", "strength")] {
      let value = flags.text(flag)
      read.provenance.recipe.parameters[name] = value.map { ParameterValue.typed($0, name: name) }
    }
    read.setSize(width: flags.value("W")?.intValue, height: flags.value("H")?.intValue)
    return read
  }

  /// Reads flags with their values, which are the words after them.
  private static func parse(_ text: Substring) -> JSONObject {
    var flags: JSONObject = [:]
    let words = text.split(separator: " ").prefix(256).flatMap(DreamCommand.parts)
    for (flag, value) in zip(words, words.dropFirst()) where flag.hasPrefix("-") && !value.hasPrefix("-") {
      flags[String(flag.dropFirst())] = .string(String(value))
    }
    return flags
  }

  /// Divides a flag from the value that the first versions wrote right behind it: `-S2980747362`.
  private static func parts(_ word: Substring) -> [Substring] {
    let (flag, value) = (word.prefix(2), word.dropFirst(2))
    let isNumber = ["-s", "-S", "-W", "-H", "-C", "-f"].contains(flag) && Double(value) != nil
    return isNumber || flag == "-A" && !value.isEmpty ? [flag, value] : [word]
  }
}
