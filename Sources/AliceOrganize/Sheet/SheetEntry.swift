import AliceModel
import Foundation

/// What a sheet says of one asset.
struct SheetEntry {
  /// The prompt, or a number if there is none or it is left out.
  let alternative: String
  /// The members that are present, for the script.
  let json: JSONObject

  private let prompt: String?
  private let model: String?
  private let stars: Int?
  private let day: String

  /// The longest text of a prompt; a longer one is truncated, so that no file makes the sheet grow without bound.
  private static let promptLimit = 4_000
  private static let textLimit = 1_000
  private static let alternativeLimit = 200

  init(_ asset: Asset, number: Int, strips: Bool) {
    let (record, recipe) = (asset.record, asset.record.recipe)
    model = recipe.model.map { Self.clipped($0, 100) }
    prompt = strips ? nil : asset.record.prompt.map { Self.clipped($0, Self.promptLimit) }
    alternative = prompt.flatMap { $0.isEmpty ? nil : Self.clipped($0, Self.alternativeLimit) } ?? "Picture \(number)"
    stars = asset.quality
    day = asset.created.day
    let cost =
      strips ? nil : record.provenance.cost.map { "\($0.amount) USD" + ($0.basis == .simulated ? " (simulated)" : "") }
    var json: JSONObject = ["id": .string(asset.id.short), "date": .string(day)]
    json["model"] = model.map(JSONValue.string)
    if let width = asset.facts.width, let height = asset.facts.height { json["size"] = .string("\(width) × \(height)") }
    json["stars"] = stars.map { .string(record.rating == nil ? "about \($0) of 5" : "\($0) of 5") }
    if !strips {
      json["prompt"] = prompt.map(JSONValue.string)
      json["negative"] = recipe.negativePrompt.map { .string(Self.clipped($0, Self.textLimit)) }
      json["seed"] = recipe.seed.map { .string(Self.clipped($0, 100)) }
      json["cost"] = cost.map(JSONValue.string)
      json["tags"] = record.tags.isEmpty ? nil : .array(record.tags.prefix(50).map(JSONValue.string))
      json["parameters"] = .string(Self.clipped(Self.text(recipe.parameters), Self.textLimit))
      json["name"] = .string(asset.path.lastComponent.description)
    }
    self.json = json
  }

  private static func text(_ parameters: JSONObject) -> String {
    parameters.filter { !["prompts", "negative_prompts", "claims"].contains($0.key) }
      .map { "\($0.key)=\($0.value.scalarText ?? $0.value.text)" }.joined(separator: ", ")
  }

  private static func clipped(_ text: String, _ limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }

  /// The asset's list item around `frame`, which is HTML.
  func html(frame: String) -> String {
    var caption = ""
    if let prompt { caption += "<p class=\"prompt\" dir=\"auto\">\(SheetText.escaped(prompt))</p>" }
    caption += "<p class=\"facts\">"
    if let stars {
      let drawn = String(repeating: "★", count: stars) + String(repeating: "☆", count: max(0, 5 - stars))
      caption += "<span class=\"stars\" role=\"img\" aria-label=\"\(stars) of 5 stars\">\(drawn)</span>"
    }
    if let model { caption += "<span dir=\"auto\">\(SheetText.escaped(model))</span>" }
    caption += "<time datetime=\"\(day)\">\(day)</time></p>"
    return "<li><figure>\(frame)<figcaption>\(caption)</figcaption></figure></li>\n"
  }
}

/// Text for HTML.
enum SheetText {
  /// Returns the text with its markup characters escaped, and without control characters but line breaks and tabs, and
  /// without the marks that would turn the direction of what follows it.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": escaped.append(scalar)
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": break
      default: if scalar.properties.generalCategory != .control { escaped.append(scalar) }
      }
    }
    return String(escaped)
  }

  /// Returns the document for a script element, which no text in it can end.
  static func island(_ json: JSONValue) -> String { json.text.replacing("<", with: "\\u003c") }
}
