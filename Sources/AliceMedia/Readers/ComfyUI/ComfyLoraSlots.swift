import AliceModel

/// The sides of a model that a node changes.
struct ComfyLoraSides: OptionSet {
  let rawValue: Int
  static let model = ComfyLoraSides(rawValue: 1)
  static let clip = ComfyLoraSides(rawValue: 2)
  static let both: ComfyLoraSides = [.model, .clip]
}

/// The LoRAs that the inputs of a node describe one by one: `lora_name_1`, `switch_1`, `model_weight_1` and so on.
struct ComfyLoraSlots {
  private struct Slot {
    var name: String?
    var strength: JSONNumber?
    var model: JSONNumber?
    var clip: JSONNumber?
    var least: JSONNumber?
    var most: JSONNumber?
    var chance: Double?
    var isOff = false
  }

  private var slots: [ComfyLoraKey.Place: Slot] = [:]
  /// The places of the names in the order of the inputs.
  private var order: [ComfyLoraKey.Place] = []
  private var count = Int.max
  private var mode: String?
  private var isExclusive = false

  var isEmpty: Bool { order.isEmpty }

  /// Whether a switch without a number turns off the whole node.
  var isOff: Bool { slots[ComfyLoraKey.Place(prefix: "", number: nil)]?.isOff ?? false }

  mutating func take(_ key: ComfyLoraKey, _ value: JSONValue) {
    switch key.role {
    case .count: count = value.intValue ?? count
    case .mode: mode = value.stringValue
    case .exclusive: isExclusive = LoraEntry.isTrue(value)
    case .name:
      guard let name = value.stringValue ?? value["content"]?.stringValue, slots[key.place]?.name == nil,
        isName(name, key.place)
      else { return }
      slots[key.place, default: Slot()].name = name
      order.append(key.place)
    default: take(key.role, value, into: &slots[key.place, default: Slot()])
    }
  }

  private func take(_ role: ComfyLoraKey.Role, _ value: JSONValue, into slot: inout Slot) {
    let number = LoraEntry.number(value)
    switch role {
    case .strength: slot.strength = number
    case .modelStrength: slot.model = number
    case .clipStrength: slot.clip = number
    case .least: slot.least = number
    case .most: slot.most = number
    case .chance: slot.chance = number?.double
    case .on: slot.isOff = slot.isOff || LoraEntry.isFalse(value)
    case .off: slot.isOff = slot.isOff || LoraEntry.isTrue(value)
    default: break
    }
  }

  /// Returns whether a text names a LoRA. A name with a prefix must have an extension, because menus that add to a text
  /// have such names too (`insert_lora`).
  private func isName(_ name: String, _ place: ComfyLoraKey.Place) -> Bool {
    guard LoraEntry.isName(name), !name.utf8.contains(UInt8(ascii: "<")), name.utf8.first != UInt8(ascii: "[") else {
      return false
    }
    if place.prefix.isEmpty { return true }
    return LoraEntry.isFile(name) && !["insert", "select", "temp", "add"].contains { place.prefix.hasPrefix($0) }
  }

  func entries(_ sides: ComfyLoraSides) -> [LoraEntry] {
    let shared = slots[ComfyLoraKey.Place(prefix: "", number: nil)]
    return order.prefix(LoraEntry.maximumCount).compactMap { place in
      guard let slot = slots[place], let name = slot.name, !isOff(slot, place), (place.number ?? 0) <= count else {
        return nil
      }
      let strength = strength(slot, shared)
      guard strength.isApplied(toModel: sides.contains(.model), toClip: sides.contains(.clip)) else { return nil }
      let isRange = slot.least != nil && slot.least != slot.most
      return LoraEntry(name: name, weight: isRange ? nil : strength.weight ?? JSONNumber(1))
    }
  }

  private func isOff(_ slot: Slot, _ place: ComfyLoraKey.Place) -> Bool {
    let numbered = slots[ComfyLoraKey.Place(prefix: "", number: place.number)]
    return slot.isOff || numbered?.isOff ?? false || slot.chance == 0
  }

  /// Stacks have one strength for simple use beside two for advanced use.
  private func strength(_ slot: Slot, _ shared: Slot?) -> LoraStrength {
    let single = slot.strength ?? slot.most
    switch mode {
    case "simple" where single != nil: return LoraStrength(model: single)
    case "advanced" where slot.model != nil: return LoraStrength(model: slot.model, clip: slot.clip)
    default:
      return LoraStrength(
        model: slot.model ?? single ?? shared?.model ?? shared?.strength, clip: slot.clip ?? shared?.clip)
    }
  }

  /// Whether chance decides which of the `count` LoRAs are applied; nil if the node does not tell their chances.
  func isRandom(_ count: Int) -> Bool? {
    guard order.contains(where: { slots[$0]?.chance != nil }) else { return nil }
    return isExclusive && count > 1 || order.contains { (slots[$0]?.chance ?? 1) < 1 && slots[$0]?.isOff == false }
  }
}
