import AliceNumbers

/// What the name of a node's input says about LoRAs: `lora_name_2`, `lora_2_name`, `lora_02` and `lora_b` are the name of
/// the second one.
struct ComfyLoraKey: Hashable {
  enum Role {
    case name, strength, modelStrength, clipStrength, least, most, on, off, chance, count, mode, exclusive
  }

  /// The place of a LoRA among those of its node.
  struct Place: Hashable {
    /// What precedes `lora` in the name, such as `refiner`.
    var prefix: String
    /// Nil if the name has no number.
    var number: Int?
  }

  let place: Place
  let role: Role

  /// Returns nil if the input does not describe a LoRA.
  init?(_ input: String) {
    guard input.utf8.count <= 64 else { return nil }
    var letters: [UInt8] = []
    var digits: [UInt8] = []
    for byte in input.utf8 {
      switch byte {
      case 0x30...0x39: if digits.count < 4 { digits.append(byte) }
      case 0x41...0x5A: letters.append(byte | 0x20)
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "."): break
      default: letters.append(byte)
      }
    }
    var number = Int(String(decoding: digits, as: UTF8.self))
    if number == nil, let letter = ComfyLoraKey.letter(input) {
      number = 1000 + letter
      letters.removeLast()
    }
    let base = String(decoding: letters, as: UTF8.self).replacing("lycoris", with: "lora")
    let lora = base.firstRange(of: "lora")
    let prefix = lora.map { String(base[..<$0.lowerBound]) } ?? ""
    let rest = lora.map { String(base[$0.upperBound...]) } ?? base
    guard let role = ComfyLoraKey.role(prefix, rest, isNamed: lora != nil) else { return nil }
    let isOwn = [.name, .strength, .modelStrength, .clipStrength].contains(role)
    place = Place(prefix: isOwn ? prefix : "", number: number)
    self.role = role
  }

  /// Returns 0 for `lora_a`, 1 for `lora_b` and so on.
  private static func letter(_ input: String) -> Int? {
    guard let last = input.utf8.last, (0x61...0x68).contains(last), input.utf8.dropLast().last == UInt8(ascii: "_")
    else { return nil }
    return Int(last) - 0x61
  }

  private static func role(_ prefix: String, _ rest: String, isNamed: Bool) -> Role? {
    if isNamed {
      if names.contains(rest) { return ["enable", "use", "apply"].contains(prefix) ? .on : .name }
      if rest == "count" || rest == "s" && (prefix.hasPrefix("num") || prefix == "max") { return .count }
    }
    if ["on", "switch", "enabled", "enable", "active", "toggle"].contains(rest) { return .on }
    if ["bypass", "disable", "disabled", "mute", "muted"].contains(rest), prefix.isEmpty { return .off }
    switch rest {
    case "chance": return .chance
    case "mode", "inputmode": return .mode
    case "exclusivemode": return .exclusive
    case "weightmin": return .least
    case "weightmax": return .most
    case "strength", "weight", "wt", "scale", "multiplier", "strengthone": return .strength
    case "modelstrength", "strengthmodel", "modelweight", "modelstr", "weightmodel", "unetstrength":
      return .modelStrength
    case "clipstrength", "strengthclip", "clipweight", "clipstr", "weightclip", "strengthtwo": return .clipStrength
    default: return nil
    }
  }

  private static let names: Set = ["", "name", "file", "filename", "path", "model", "modelname"]
}
