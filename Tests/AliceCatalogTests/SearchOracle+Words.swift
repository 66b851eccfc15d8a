import AliceModel

/// The words of texts, read anew each time, without an index.
extension SearchOracle {
  private enum Piece: Equatable {
    case word(String)
    /// A run of a script without spaces.
    case run(String)
  }

  static func texts(_ asset: Asset) -> [String] {
    let (record, recipe) = (asset.record, asset.record.recipe)
    let name = asset.path.stem.description + (asset.record.originalName.map { "\n" + $0 } ?? "")
    var texts = [record.prompt, name].compactMap { $0 }
    texts.append([recipe.model, record.project, record.title].compactMap { $0 }.joined(separator: "\n"))
    texts.append(asset.record.tags.joined(separator: "\n"))
    let others = strings(.object(recipe.parameters)) + [record.note, record.generatedPrompt].compactMap { $0 }
    texts.append(others.joined(separator: "\n"))
    return texts
  }

  private static func strings(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let values): values.flatMap(strings)
    case .object(let object): object.flatMap { strings($0.value) }
    default: []
    }
  }

  static func contains(_ text: SearchText, _ field: String) -> Bool {
    let folded = TextFolding.fold(text.text)
    let wanted = pieces(folded)
    let found = pieces(TextFolding.fold(field))
    if wanted.isEmpty { return TextFolding.fold(field).contains(folded) }
    let hasRun = wanted.contains { if case .run = $0 { true } else { false } }
    if text.match == .infix, !hasRun {
      guard wanted == [.word(folded)] else { return TextFolding.fold(field).contains(folded) }
      return found.contains { if case .word(let word) = $0 { word.contains(folded) } else { false } }
    }
    guard found.count >= wanted.count else { return false }
    return (0...(found.count - wanted.count)).contains { start in
      wanted.indices.allSatisfy { index in
        let place = (isFirst: index == 0, isLast: index == wanted.count - 1)
        return matches(wanted[index], found[start + index], place, text, isAlone: wanted.count == 1, hasRun: hasRun)
      }
    }
  }

  private static func matches(
    _ wanted: Piece, _ found: Piece, _ place: (isFirst: Bool, isLast: Bool), _ text: SearchText, isAlone: Bool,
    hasRun: Bool
  ) -> Bool {
    switch (wanted, found) {
    case (.word(let one), .word(let other)):
      if text.match != .whole, place.isLast, !hasRun { return other.hasPrefix(one) }
      let isForm = isAlone && text.match == .whole && !text.isQuoted
      return one == other || isForm && WordForms.stem(one) == WordForms.stem(other)
    case (.run(let one), .run(let other)):
      switch place {
      case (true, true): return other.contains(one)
      case (true, false): return other.hasSuffix(one)
      case (false, true): return other.hasPrefix(one)
      case (false, false): return one == other
      }
    default: return false
    }
  }

  private static func pieces(_ folded: String) -> [Piece] {
    var pieces: [Piece] = []
    var isOpen = false
    for scalar in folded.unicodeScalars {
      let character = String(scalar)
      switch WordClass(scalar) {
      case .separator:
        isOpen = false
        continue
      case .symbol:
        pieces.append(.word(character))
        isOpen = false
        continue
      case .letter:
        if isOpen, case .word(let word) = pieces.last {
          pieces[pieces.count - 1] = .word(word + character)
        } else {
          pieces.append(.word(character))
        }
      case .unspaced:
        if isOpen, case .run(let run) = pieces.last {
          pieces[pieces.count - 1] = .run(run + character)
        } else {
          pieces.append(.run(character))
        }
      }
      isOpen = true
    }
    return pieces
  }
}
