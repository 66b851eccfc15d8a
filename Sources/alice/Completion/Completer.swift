import AliceKit
import ArgumentParser

/// Finds what can be written next on a command line of alice.
struct Completer {
  /// The words after `alice`, without the one that is being written.
  let words: [String]
  let current: String

  /// The place of a value: the option that it follows, or the positional argument.
  struct Slot {
    let path: [String]
    let argument: CommandShape.Argument
    let words: [String]

    var option: String? { argument.isPositional ? nil : argument.name }
  }

  func offers() -> Offers {
    let (command, path, rest) = walked()
    guard path != ["help"] else { return Completer.commands(command).matching(current) }
    let target = command.configuration.defaultSubcommand ?? command
    let shape = CommandShape(target)
    var offers = Offers()
    if rest.isEmpty, !current.hasPrefix("-") { offers = Completer.commands(command) }
    return (offers + arguments(shape, path, rest)).matching(current)
  }

  /// Follows the names of commands.
  private func walked() -> (command: any ParsableCommand.Type, path: [String], rest: ArraySlice<String>) {
    var command: any ParsableCommand.Type = AliceCommand.self
    var path: [String] = []
    var rest = words[...]
    if rest.first == "help" {
      rest.removeFirst()
      path = ["help"]
    }
    while let name = rest.first, let next = command.configuration.subcommands.first(where: { $0._commandName == name })
    {
      command = next
      if path != ["help"] { path.append(name) }
      rest.removeFirst()
    }
    return (command, path, rest)
  }

  private static func commands(_ command: any ParsableCommand.Type) -> Offers {
    var values = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { command in
      Offers.Value(text: command._commandName, note: command.configuration.abstract)
    }
    if command == AliceCommand.self { values.append(.init(text: "help", note: "Show the help of a command.")) }
    return Offers(values)
  }

  private func arguments(_ shape: CommandShape, _ path: [String], _ rest: ArraySlice<String>) -> Offers {
    var isPositionalOnly = false
    var waiting: CommandShape.Argument?
    var positional = 0
    var used: Set<String> = []
    for word in rest {
      if waiting != nil {
        waiting = nil
      } else if word == "--" {
        isPositionalOnly = true
      } else if !isPositionalOnly, word.hasPrefix("-"), word != "-" {
        guard let argument = shape.argument(named: String(word.prefix { $0 != "=" })) else { continue }
        used.formUnion(argument.names)
        if argument.isOption, !word.contains("=") { waiting = argument }
      } else {
        positional += 1
      }
    }
    if let waiting { return value(Slot(path: path, argument: waiting, words: words)) }
    if !isPositionalOnly, current.hasPrefix("--"), let equals = current.firstIndex(of: "=") {
      guard let argument = shape.argument(named: String(current[..<equals])), argument.isOption else { return Offers() }
      let prefix = String(current[...equals])
      return value(Slot(path: path, argument: argument, words: words), current.dropFirst(prefix.count)).prefixed(prefix)
    }
    if !isPositionalOnly, current == "-" || current.hasPrefix("--") { return options(shape, but: used) }
    let positionals = shape.positionals
    guard let last = positionals.last, positional < positionals.count || last.isRepeating else { return Offers() }
    let argument = positionals[min(positional, positionals.count - 1)]
    return value(Slot(path: path, argument: argument, words: words))
  }

  private func options(_ shape: CommandShape, but used: Set<String>) -> Offers {
    Offers(
      shape.arguments.filter { !$0.isPositional && ($0.isRepeating || used.isDisjoint(with: $0.names)) }.compactMap {
        argument in
        let name = argument.names.first { $0.hasPrefix("--") } ?? argument.names.first
        return name.map { .init(text: $0, note: argument.abstract) }
      })
  }

  private func value(_ slot: Slot, _ written: Substring? = nil) -> Offers {
    ValueOffers(slot: slot, written: String(written ?? current[...])).offers()
  }
}
