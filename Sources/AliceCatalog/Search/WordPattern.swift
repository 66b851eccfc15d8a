import AliceModel

/// The method of searching a text: in the full-text index, or in the texts themselves.
enum WordPattern {
  /// An FTS5 expression of quoted words, so that user input is never syntax.
  case words(String)
  /// A text that is searched in the texts of each asset: one without letters, or a part that runs over several words or
  /// is in very many. The expression finds all such assets and others, if there is one.
  case part(String, within: String?)
  /// The text is blank, or no asset has such a word.
  case nothing

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

/// What words match beside themselves.
enum WordReach: Equatable {
  /// Nothing.
  case exact
  /// Their English forms.
  case forms
  /// Words that are asked for by their meaning also match their relations of that nearness or more.
  case relations(nearness: Int)
}

/// Compiles texts to patterns.
struct PatternCompiler {
  let lexicon: Lexicon
  var reach = WordReach.relations(nearness: 0)
  /// The mark before every word in the index.
  var mark = ""

  func pattern(_ text: SearchText) throws -> WordPattern {
    let tokens = SearchTokens(query: text.text)
    guard !tokens.words.isEmpty else {
      let folded = TextFolding.fold(PatternCompiler.clean(text.text))
      return folded.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? .nothing : .part(folded, within: nil)
    }
    if text.match == .near, !tokens.hasUnspaced { return .words(try relations(of: tokens.words)) }
    if text.match == .infix, !tokens.hasUnspaced { return try part(text.text, tokens) }
    if text.match == .whole, !text.isQuoted, reach != .exact, tokens.words.count == 1, !tokens.isOpen {
      return .words(try alternatives(tokens.words[0]))
    }
    return .words(
      phrase(tokens.words, isOpen: tokens.isOpen || [.prefix, .infix].contains(text.match) && !tokens.hasUnspaced))
  }

  /// Returns the word itself, and those of its forms that the catalog has.
  private func alternatives(_ word: String) throws -> String {
    let forms = WordForms.forms(of: word)
    let others = forms.count > 1 ? try lexicon.known(Array(forms.dropFirst())) : []
    return ([word] + others).map { phrase([$0]) }.joined(separator: " OR ")
  }

  /// Returns all words, each of which may be replaced by a relation.
  private func relations(of words: [String]) throws -> String {
    let parts = try words.map { word in
      guard reach != .exact else { return phrase([word]) }
      guard case .relations(let nearness) = reach else { return try alternatives(word) }
      let relations = try lexicon.relations(of: word)?.filter { $0.nearness >= nearness } ?? []
      return try ([alternatives(word)] + relations.flatMap(\.words).map { phrase([$0]) }).joined(separator: " OR ")
    }
    return parts.count == 1 ? parts[0] : parts.map { "(\($0))" }.joined(separator: " AND ")
  }

  /// Returns the words that contain the part. A part that runs over several words is compared with the texts.
  private func part(_ text: String, _ tokens: SearchTokens) throws -> WordPattern {
    let folded = TextFolding.fold(PatternCompiler.clean(text))
    if tokens.words.count == 1, folded == tokens.words[0] {
      guard let words = try lexicon.words(containing: folded) else { return .part(folded, within: nil) }
      return words.isEmpty ? .nothing : .words(words.map { phrase([$0]) }.joined(separator: " OR "))
    }
    let rest = Array(tokens.words.dropFirst())
    return .part(folded, within: rest.isEmpty ? nil : phrase(rest, isOpen: true))
  }

  private func phrase(_ words: [String], isOpen: Bool = false) -> String {
    WordPattern.quoted(words.map { mark + $0 }.joined(separator: " ")) + (isOpen ? " *" : "")
  }

  /// Removes NUL, at which SQLite stops reading.
  private static func clean(_ text: String) -> String { text.replacing("\0", with: " ") }
}
