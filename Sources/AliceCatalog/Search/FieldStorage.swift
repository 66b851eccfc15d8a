import AliceModel

/// The storage of a search field in the catalog, which determines how its tests are compiled.
enum FieldStorage {
  /// A column of `asset`, or an expression over its columns: numbers, amounts, seeds.
  case number(String)
  /// A column of `asset` that holds folded names.
  case name(String)
  /// A column of `asset` that holds milliseconds; a second column holds their offset.
  case date(String)
  case words(WordColumn)
  case type, tag, lora, id, path, parents, children, twins, features, colors
}

/// The texts in which a search looks for words.
enum WordColumn {
  /// All texts but the negative prompt.
  case everywhere
  case prompt
  /// The words of the negative prompt have a mark in the index, so no other search finds them.
  case negative
  /// The words of the note have a mark of their own in addition.
  case note

  /// What stands before each word in the index.
  var mark: String {
    switch self {
    case .everywhere, .prompt: ""
    case .negative: KeywordTokens.negative
    case .note: KeywordTokens.note
    }
  }

  /// Limits an expression to the column of the index.
  func limited(_ expression: String) -> String { self == .prompt ? "prompt : (\(expression))" : expression }

  /// The number of the column for the SQL function `holds`.
  var number: Int {
    switch self {
    case .everywhere: 0
    case .prompt: 1
    case .negative: 2
    case .note: 3
    }
  }
}

extension SearchField {
  var storage: FieldStorage {
    switch self {
    case .quality, .rating, .score, .elo, .steps, .cfg, .cost, .seed: .number("a." + rawValue)
    case .width: .number("a.width")
    case .height: .number("a.height")
    case .megapixels: .number("(a.width * a.height / 1000000.0)")
    case .aspectRatio: .number("(a.width * 1.0 / a.height)")
    case .duration: .number("a.duration")
    case .model, .provider, .generator, .project, .format, .ext: .name(rawValue)
    case .created, .added: .date(rawValue)
    case .prompt: .words(.prompt)
    case .negativePrompt: .words(.negative)
    case .note: .words(.note)
    case .type: .type
    case .tag: .tag
    case .lora: .lora
    case .id: .id
    case .path: .path
    case .from: .parents
    case .of: .children
    case .dup: .twins
    case .like: .features
    case .color: .colors
    }
  }

  /// Whether an index over the column alone can count the matches.
  var hasIndex: Bool { [.model, .project].contains(self) }

  /// The texts that the field searches; nil if it searches no words.
  var wordColumn: WordColumn? { if case .words(let column) = storage { column } else { nil } }
}
