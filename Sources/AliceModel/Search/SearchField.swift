import AliceNumbers

/// The field that a test examines. The raw value is its name in the search language.
public enum SearchField: String, Sendable, Hashable, CaseIterable {
  case quality, rating, score, elo, model, provider, generator, type, format, ext, tag, project, lora, seed, steps, cfg
  case width = "w"
  case height = "h"
  case megapixels = "mp"
  case aspectRatio = "ar"
  case duration = "dur"
  case cost, created, added, path, id
  /// The assets that were made from one.
  case from
  /// The assets that a given one was made from.
  case of
  /// The assets that look like a given one.
  case dup
  /// The assets that show the like of a given one, or of a file.
  case like
  /// The assets that have a colour.
  case color = "colour"
  case prompt
  case negativePrompt = "neg"
  case note

  /// Other names that a query may use.
  private static let aliases: [String: SearchField] = ["kind": .type, "color": .color]

  /// Returns the field that a query calls `name`, in lower case.
  init?(named name: String) {
    guard let field = SearchField(rawValue: name) ?? SearchField.aliases[name] else { return nil }
    self = field
  }

  /// The type of a field's values, which determines how they are written and compared.
  enum Kind {
    case number
    /// A measured number: `dur:5` matches every value that rounds to 5.
    case measure
    case ratio, money, seed, date, name, choice, id, words
    /// An asset or a file that shows something.
    case example
    case color
  }

  var kind: Kind {
    switch self {
    case .quality, .rating, .steps, .cfg, .width, .height: .number
    case .score, .elo, .megapixels, .duration: .measure
    case .aspectRatio: .ratio
    case .cost: .money
    case .seed: .seed
    case .created, .added: .date
    case .model, .provider, .generator, .ext, .tag, .project, .lora, .path: .name
    case .type, .format: .choice
    case .id, .from, .of, .dup: .id
    case .prompt, .negativePrompt, .note: .words
    case .like: .example
    case .color: .color
    }
  }
}

/// The names that can precede a colon.
package enum SearchFieldName {
  package static let all = SearchField.allCases.map(\.rawValue) + ["album", "near", "is", "has", "no"]

  /// Returns whether `name`, in lower case, can precede a colon.
  static func isKnown(_ name: String) -> Bool { all.contains(name) || SearchField(named: name) != nil }

  /// Returns the field that was probably meant: by a common synonym, else by the nearest spelling.
  static func suggestion(for name: String) -> String? {
    synonyms[name] ?? Spelling.nearest(to: name, in: all)
  }

  private static let synonyms = [
    "width": "w", "height": "h", "size": "w", "megapixels": "mp", "aspect": "ar", "ratio": "ar", "duration": "dur",
    "length": "dur", "price": "cost", "date": "created", "since": "created", "until": "created", "day": "created",
    "stars": "quality", "negative": "neg", "negative_prompt": "neg", "extension": "ext", "file": "path",
    "folder": "path", "loras": "lora", "name": "path", "filename": "path", "tags": "tag", "albums": "album",
    "collection": "album", "board": "album",
    "guidance": "cfg",
    "cfg_scale": "cfg", "checkpoint": "model", "sha": "id", "hash": "id", "without": "no", "tool": "generator",
    "parent": "from", "parents": "from", "source": "from", "child": "of", "children": "of", "descendants": "from",
    "ancestors": "of", "derived": "from", "notes": "note", "comment": "note", "duplicate": "dup", "duplicates": "dup",
    "copies": "dup",
    "similar": "like", "looks": "like", "likeness": "like", "alike": "like", "colors": "colour", "colours": "colour",
    "hue": "colour", "palette": "colour", "means": "near", "meaning": "near", "synonym": "near", "semantic": "near",
    "about": "near",
  ]
}

/// The values of `is:`.
public enum SearchFlag: String, Sendable, Hashable, CaseIterable {
  case image, video, audio, rated, unrated, picked, rejected, scored, nsfw, signed, portrait, landscape, square, defect
  /// The file is gone. All other queries leave these assets out.
  case missing
  /// The asset is in the trash. All other queries leave these assets out.
  case deleted
  /// The bytes of the file are not those that were kept.
  case damaged
  /// The recipe may be that of another image.
  case ambiguous
  /// The built-in simulator made it.
  case simulated
  /// It looks like another asset of the library.
  case dup
  case black, blank, truncated, blocking, frozen
  case wrongContent = "wrong-content"

  /// The defect with that name; nil if the flag is not a single defect.
  public var singleDefect: Defect? { Defect(rawValue: rawValue) }
}

/// The values of `has:` and `no:`.
public enum SearchProperty: String, Sendable, Hashable, CaseIterable {
  case prompt, neg, seed, cost, quality, rating, score, elo, tag, project, lora, model, provider, generator, endpoint,
    parent
  /// Another asset of the library was made from it.
  case child
  case defect, parameters, steps, cfg, size, duration = "dur"
  /// The time of creation, not only that of ingest.
  case created
  case note, title
  /// The mark that AI made it.
  case disclosure
}
