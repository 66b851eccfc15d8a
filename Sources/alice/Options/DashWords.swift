/// Words that begin with a dash and are not options: `-night` in a query, `-draft` as a tag to remove.
///
/// The parser would read `-night` as five flags, so such words are marked before parsing and unmarked by their command.
enum DashWords {
  private static let mark = "\u{1}"
  /// The one-letter flags of these commands; a word of only such letters is a group of flags.
  private static let flags: [String: Set<Character>] = [
    "search": ["0", "q", "v", "h"], "tag": ["0", "q", "v", "h", "n"],
    "gallery": ["0", "q", "v", "h"], "sheet": ["0", "q", "v", "h"], "stats": ["0", "q", "v", "h"],
    "dedupe": ["n", "0", "q", "v", "h"],
  ]

  /// The options of these commands that take a value, which may begin with a dash, too.
  private static let valued: Set<String> = [
    "--quality-min", "--model", "--since", "--until", "--type", "--tag", "--sort", "--limit", "--after", "--save",
    "--forget", "--fields", "--format", "--query", "--by", "--port", "--idle", "--edge", "--title", "--library",
    "--color", "--progress",
  ]

  static func marked(_ arguments: [String]) -> [String] {
    guard let command = arguments.first, let flags = flags[command] else { return arguments }
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    var marked: [String] = []
    for (index, argument) in arguments.enumerated() {
      let isWord = index < end && argument.count > 1 && argument.hasPrefix("-") && !argument.hasPrefix("--")
      if isWord, let option = marked.last, valued.contains(option) {
        // No mark gets into a value: it would be printed, or looked for.
        marked[marked.endIndex - 1] = option + "=" + argument
      } else {
        marked.append(isWord && !argument.dropFirst().allSatisfy(flags.contains) ? mark + argument : argument)
      }
    }
    return marked
  }

  static func unmarked(_ words: [String]) -> [String] { words.map { $0.hasPrefix(mark) ? String($0.dropFirst()) : $0 } }
}
