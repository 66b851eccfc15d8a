import AliceModel

extension Infotext.Parsed {
  /// The meaning of the pairs: well-known ones become fields of the recipe, and all others become parameters.
  var recipe: ReadMetadata {
    var read = ReadMetadata()
    read.provenance.recipe.prompt = NoValue.text(prompt)
    read.provenance.recipe.negativePrompt = NoValue.text(negativePrompt)
    let isOurs = self["Version"] == "alice"
    let loras = InfotextLoras(self)
    for pair in pairs where !(isOurs && pair.isPlaceholder) && !NoValue.isWord(pair.value) {
      if !loras.keys.contains(pair.key) { read.take(pair) }
    }
    // The models of stable-diffusion.cpp may be in parts.
    read.provenance.recipe.model =
      read.provenance.recipe.model ?? read.provenance.recipe.parameters["unet"]?.stringValue
    if read.provenance.recipe.parameters["loras"] == nil { read.setLoras(loras.entries) }
    return read
  }
}

extension Infotext.Pair {
  /// Whether alice wrote the pair about the text itself, or for a value that a hosted model does not have.
  fileprivate var isPlaceholder: Bool {
    switch key {
    case "Version", "Generator": true
    case "Steps", "CFG scale": value == "0"
    case "Sampler": value == "Undefined"
    default: false
    }
  }
}

extension ReadMetadata {
  fileprivate mutating func take(_ pair: Infotext.Pair) {
    switch pair.key.lowercased() {
    case "seed": provenance.recipe.seed = ParameterValue.seed(.string(pair.value)) ?? provenance.recipe.seed
    case "model": if !NoValue.isStub(pair.value) { provenance.recipe.model = pair.value }
    case "size": takeSize(pair.value)
    case "created date", "created", "creation time", "date": takeTime(pair)
    case "endpoint": provenance.endpoint = pair.value
    case "provider": provenance.provider = pair.value
    case "request id": provenance.requestID = pair.value
    default: keep(pair)
    }
  }

  private mutating func takeTime(_ pair: Infotext.Pair) {
    if let time = Timestamp(pair.value) { provenance.created = time } else { keep(pair) }
  }

  private mutating func takeSize(_ text: String) {
    guard let size = ParameterValue.size(text) else { return }
    setSize(width: size.width, height: size.height)
  }

  private mutating func keep(_ pair: Infotext.Pair) {
    let name = ParameterName.canonical(pair.key)
    guard !name.isEmpty else { return }
    provenance.recipe.parameters[name] = ParameterValue.typed(pair.value, name: name)
  }
}
