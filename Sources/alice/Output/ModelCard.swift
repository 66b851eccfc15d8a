import AliceKit

/// Formats one model as text: its purpose, its price, and every parameter in the form that the user types.
struct ModelCard {
  let model: ModelSpec
  let console: Console

  var text: String {
    var lines = [console.style.bold(shown(model.name)) + "  " + shown(model.endpoint), shown(model.summary)]
    if let kind = model.kind {
      lines.append(kind.rawValue + (model.speed.map { ", \($0)" } ?? ""))
    }
    if model.status == .deprecated {
      lines.append("deprecated" + (model.replacement.map { ": use \($0)" } ?? ""))
    }
    if !model.aliases.isEmpty { lines.append("also called \(shown(model.aliases.joined(separator: ", ")))") }
    if let note = model.note { lines.append(shown(note)) }
    lines.append(price)
    guard !model.parameters.isEmpty else { return lines.joined(separator: "\n") }
    lines += ["", "  \(model.example)", ""]
    return lines.joined(separator: "\n") + "\n" + list + footnotes
  }

  private var price: String {
    guard let price = model.price else { return "its price is unknown; 'alice models refresh' requests it" }
    var text = "\(price.description), as of \(price.date) (\(shown(price.source)))"
    if let billing = price.billing, price.unit != .opaque, billing.amount != price.amount {
      text += "; billed by \(shown(billing.unit))" + (billing.amount.map { " at \($0) USD" } ?? ", of unknown price")
    }
    for variant in price.variants {
      let when = variant.when.map { "\($0.key)=\($0.value.scalarText ?? $0.value.text)" }.joined(separator: " ")
      text += "; with \(when): \(variant.amount.map { "\($0) USD" } ?? "another, unknown price")"
    }
    return text
  }

  /// The parameters, each with its effect on the line below: the choices are too long for columns.
  private var list: String {
    let prompt = model.promptParameter?.name
    return model.parameters.map { parameter in
      let isPrompt = parameter.name == prompt && prompt != "prompt"
      let form = isPrompt ? "PROMPT  (\(parameter.name))" : parameter.typed
      let typed = shown(form) + (parameter.isRequired ? " *" : "")
      let value = parameter.defaultValue.map { shown($0.scalarText ?? $0.text) } ?? ""
      let standard = value.isEmpty ? "" : " Default: \(value.fitted(to: 60))."
      let about = shown(parameter.description) + console.style.dim(standard)
      return typed + (about.isEmpty ? "\n" : "\n      \(about)\n")
    }.joined()
  }

  private var footnotes: String {
    let ignored =
      model.ignored.isEmpty ? "" : "\nIgnored, with a warning: \(model.ignored.joined(separator: ", "))."
    return "\n* required" + ignored
  }

  private func shown(_ text: String) -> String { TerminalText(text).description }
}

extension ParameterSpec {
  /// What the user types for it: `--param duration=5|10`, `--image FILE`, or the words themselves.
  var typed: String {
    switch name {
    case "prompt": return "PROMPT"
    case "negative_prompt": return "--negative TEXT"
    case "seed" where kind == .integer: return "--seed N"
    default: break
    }
    if let media { return "--\(media.rawValue) FILE" + (kind == .array ? "…" : "") + "  (\(name))" }
    return "--param \(name)=\(form)"
  }

  /// The accepted values as text.
  var form: String {
    let names = values.map { $0.scalarText ?? $0.text }
    switch kind {
    case .enumeration: return ParameterSpec.list(names)
    case .size: return ParameterSpec.list(ImageSize.presets.map(\.name) + names) + "|WIDTHxHEIGHT"
    case .boolean: return "true|false"
    case .integer, .number: return range ?? (kind == .integer ? "N" : "X")
    case .string:
      if media != nil { return "URL" }
      return names.isEmpty ? "TEXT" : ParameterSpec.list(names) + "|…"
    case .array: return media == nil ? "JSON" : "URL…"
    case .object: return "JSON"
    case .any: return "VALUE"
    }
  }

  private var range: String? {
    switch (minimum, maximum) {
    case (nil, nil): nil
    case (let low, let high): (low.map { JSONValue($0).text } ?? "") + ".." + (high.map { JSONValue($0).text } ?? "")
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(9).joined(separator: "|") + (names.count > 9 ? "|… (\(names.count))" : "")
  }
}

extension ModelSpec {
  /// A command line that uses the model.
  var example: String {
    var words = ["alice generate"]
    let prompt = promptParameter?.name
    if prompt != nil {
      words.append(output?.media == .video ? "'a dancer in a moonlit forest'" : "'a serene mountain lake at dawn'")
    }
    words += ["--model", name]
    for media in [ParameterSpec.Media.image, .video, .audio] {
      for index in 0..<files(of: media) { words += ["--\(media.rawValue)", media.sample(index)] }
    }
    for parameter in parameters
    where parameter.media == nil && !["prompt", "negative_prompt", "seed"].contains(parameter.name) {
      guard parameter.isRequired, parameter.name != prompt else { continue }
      words += ["--param", "\(parameter.name)=\(parameter.sample)"]
    }
    if words.count <= 4,
      let size = parameters.first(where: { ["image_size", "aspect_ratio", "duration"].contains($0.name) })
    {
      words += ["--param", "\(size.name)=\(size.sample)"]
    }
    return words.joined(separator: " ")
  }

  /// Returns the number of files in the example.
  private func files(of media: ParameterSpec.Media) -> Int {
    parameters(taking: media).reduce(0) { sum, place in
      guard let counts = place.counts else { return sum + (place.isRequired ? 1 : 0) }
      let choice = parameter(named: counts.parameter)?.sample
      return sum + (choice.flatMap { counts.values[$0] } ?? 1)
    }
  }
}

extension ParameterSpec {
  fileprivate var sample: String {
    if let value = (defaultValue ?? values.first)?.scalarText { return value.contains(" ") ? "'\(value)'" : value }
    return kind == .size ? "1024x768" : form
  }
}

extension ParameterSpec.Media {
  fileprivate func sample(_ index: Int) -> String {
    switch self {
    case .image, .mask: index == 0 ? "picture.png" : "other.png"
    case .video: "clip.mp4"
    case .audio: "voice.wav"
    }
  }
}
