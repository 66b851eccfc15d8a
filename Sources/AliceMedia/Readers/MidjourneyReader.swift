import AliceModel
import AliceNumbers

/// Midjourney: a PNG or XMP description of the form `<prompt> --ar 3:2 --v 6.1 Job ID: <uuid>`.
struct MidjourneyReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let texts = ["Description", "dc:description", "ImageDescription"].lazy.compactMap { found.text($0) }
    guard let (command, job) = texts.compactMap(MidjourneyReader.split).first else { return nil }
    var read = MidjourneyReader.read(command)
    read.provenance.generator = .midjourney
    read.provenance.requestID = job
    let time = found.text("Creation Time", in: "png")
    read.provenance.created = time.flatMap { Timestamp($0) }
    return read
  }

  private static func split(_ text: String) -> (command: Substring, job: String)? {
    guard text.utf8.count <= 1 << 20, text.holds(" Job ID: "), let mark = text.ranges(of: " Job ID: ").last else {
      return nil
    }
    let job = text[mark.upperBound...].prefix { $0 != " " && $0 != "\n" }
    guard job.utf8.count == 36, job.allSatisfy({ $0 == "-" || $0.isASCII && $0.isHexDigit }) else { return nil }
    return (text[..<mark.lowerBound], String(job))
  }

  /// Long names of short flags, and names that differ in recipes.
  private static let names = [
    "s": "stylize", "c": "chaos", "w": "weird", "q": "quality", "ar": "aspect_ratio", "aspect": "aspect_ratio",
    "p": "profile", "iw": "image_weight", "no": "no",
  ]

  private static func read(_ command: Substring) -> ReadMetadata {
    var read = ReadMetadata()
    let parts = command.ranges(of: " --").map(\.lowerBound)
    let prompt = Infotext.trimmed(Array(command[..<(parts.first ?? command.endIndex)].utf8))
    read.provenance.recipe.prompt = prompt.isEmpty ? nil : prompt
    for (start, end) in zip(parts, parts.dropFirst() + [command.endIndex]).prefix(64) {
      take(command[start..<end].drop { $0 == " " || $0 == "-" }, into: &read)
    }
    return read
  }

  /// Takes a flag such as `v 6.1`, or one without a value.
  private static func take(_ flag: Substring, into read: inout ReadMetadata) {
    let words = flag.split(separator: " ", maxSplits: 1)
    guard let key = words.first.map(String.init) else { return }
    let value = words.count > 1 ? Infotext.trimmed(Array(words[1].utf8)) : ""
    switch key {
    case "v", "version": read.provenance.recipe.model = value.isEmpty ? "midjourney" : "midjourney-" + value
    case "niji": read.provenance.recipe.model = value.isEmpty ? "midjourney-niji" : "midjourney-niji-" + value
    case "seed": read.provenance.recipe.seed = ParameterValue.seed(.string(value))
    case "no": read.provenance.recipe.negativePrompt = value.isEmpty ? nil : value
    default:
      let name = names[key] ?? ParameterName.snake(key)
      guard !name.isEmpty else { return }
      read.provenance.recipe.parameters[name] = value.isEmpty ? true : ParameterValue.typed(value, name: name)
    }
  }
}
