import AliceKit
import Foundation

/// What a shell offers for `--model` and `--param`: the names of the list, and the parameters of the model with their
/// values. Nothing is requested.
enum ModelCompletion {
  static func names(_ prefix: String) -> [String] {
    let models = registry.models.filter { $0.status == .active }
    let names = models.map(\.name).filter { $0.hasPrefix(prefix) }
    return names.isEmpty ? models.flatMap(\.aliases).filter { $0.hasPrefix(prefix) } : names
  }

  static func parameters(_ prefix: String, in words: [String]) -> [String] {
    offers(for: prefix, among: model(in: words)?.parameters ?? [])
  }

  private static var registry: ModelRegistry {
    (try? ModelStore(environment: ProcessInfo.processInfo.environment))?.registry ?? .builtIn
  }

  /// Returns the model that the words of a command line name, else that of `ALICE_MODEL`, else the usual one.
  private static func model(in words: [String]) -> ModelSpec? {
    var name: String?
    for (index, word) in words.enumerated() {
      if word == "--model", index + 1 < words.count { name = words[index + 1] }
      if word.hasPrefix("--model=") { name = String(word.dropFirst("--model=".count)) }
    }
    let model = name ?? ProcessInfo.processInfo.environment["ALICE_MODEL"] ?? "flux-schnell"
    if let listed = registry.listed(model) { return listed }
    return (try? ModelStore(environment: ProcessInfo.processInfo.environment))?.cached(model)
  }

  /// Returns `name=` for the beginning of a name, and `name=value` after the equals sign.
  static func offers(for prefix: String, among parameters: [ParameterSpec]) -> [String] {
    guard let equals = prefix.firstIndex(of: "=") else {
      return parameters.map { $0.name + "=" }.filter { $0.hasPrefix(prefix) }
    }
    let name = String(prefix[..<equals])
    guard let parameter = parameters.first(where: { $0.name == name }) else { return [] }
    return parameter.choices.map { name + "=" + $0 }.filter { $0.hasPrefix(prefix) }
  }
}

extension ParameterSpec {
  fileprivate var choices: [String] {
    let names = values.compactMap(\.scalarText)
    return switch kind {
    case .boolean: ["true", "false"]
    case .size: ImageSize.presets.map(\.name) + names
    default: names
    }
  }
}
