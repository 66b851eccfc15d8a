import AliceKit
import ArgumentParser

/// The arguments of a command, as the parser describes them.
struct CommandShape {
  struct Argument {
    let isOption: Bool
    let isPositional: Bool
    let isRepeating: Bool
    /// The names with their dashes.
    let names: [String]
    let valueName: String
    let values: [String]
    let abstract: String

    /// The longest name, without dashes.
    var name: String { names.map { String($0.drop { $0 == "-" }) }.max { $0.count < $1.count } ?? "" }
  }

  let arguments: [Argument]
  var positionals: [Argument] { arguments.filter(\.isPositional) }

  init(_ command: any ParsableCommand.Type) {
    let described = try? JSONValue(parsing: command._dumpHelp())
    arguments = (described?["command"]?["arguments"]?.arrayValue ?? []).compactMap(Argument.init)
  }

  /// Returns the option or the flag of that name.
  func argument(named name: String) -> Argument? { arguments.first { $0.names.contains(name) } }
}

extension CommandShape.Argument {
  fileprivate init?(_ json: JSONValue) {
    guard json["shouldDisplay"]?.boolValue != false, let kind = json["kind"]?.stringValue else { return nil }
    isOption = kind == "option"
    isPositional = kind == "positional"
    isRepeating = json["isRepeating"]?.boolValue ?? false
    names = (json["names"]?.arrayValue ?? []).compactMap { name in
      name["name"]?.stringValue.map { (name["kind"]?.stringValue == "long" ? "--" : "-") + $0 }
    }
    valueName = json["valueName"]?.stringValue ?? ""
    values = (json["allValues"]?.arrayValue ?? []).compactMap(\.stringValue)
    abstract = json["abstract"]?.stringValue ?? ""
  }
}
