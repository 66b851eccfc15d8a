/// What a shell may put in the place of the word that is being written.
struct Offers {
  struct Value {
    var text: String
    var note = ""
  }

  /// The files that the shell offers itself.
  enum Files: String {
    case none = ""
    case files, folders
  }

  var values: [Value] = []
  var files = Files.none

  init(_ values: [Value] = [], files: Files = .none) {
    self.values = values
    self.files = files
  }

  init(texts: some Sequence<String>, files: Files = .none) {
    self.init(texts.map { Value(text: $0) }, files: files)
  }

  static let allFiles = Offers(files: .files)
  static let folders = Offers(files: .folders)

  static func + (left: Offers, right: Offers) -> Offers {
    Offers(left.values + right.values, files: left.files == .none ? right.files : left.files)
  }

  /// Returns the same values behind a prefix, such as `--model=`.
  func prefixed(_ prefix: String) -> Offers {
    Offers(values.map { Value(text: prefix + $0.text, note: $0.note) }, files: files)
  }

  /// Returns the values that begin with `prefix`, once each.
  func matching(_ prefix: String) -> Offers {
    var seen: Set<String> = []
    let exact = values.filter { $0.text.hasPrefix(prefix) && seen.insert($0.text).inserted }
    return Offers(exact, files: files)
  }
}
