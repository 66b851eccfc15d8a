import AliceModel
import Foundation
import Yams

extension Settings {
  /// Returns a line for each part of the files that means nothing: a key, with the nearest one that does, or a value that
  /// its setting cannot have. The rest of a file counts, so that an older alice can read the file of a newer one.
  package var complaints: [String] {
    sources.flatMap { file in file.misreadings.map { $0.sentence(in: file) } }
  }
}

extension SettingsFile {
  /// A part of a file that means nothing.
  struct Misreading {
    /// The key with that of its map, as in `budget.day`.
    let name: String
    let line: Int
    let complaint: String

    init(_ name: String, at node: Node, _ complaint: String) {
      (self.name, self.complaint) = (name, complaint)
      line = node.mark?.line ?? 0
    }

    func sentence(in file: SettingsFile) -> String { "\(TerminalText(file.path)):\(line): \(complaint)" }
  }

  /// The parts that mean nothing, in the order of their lines.
  var misreadings: [Misreading] {
    guard let mapping = (try? Yams.compose(yaml: text))?.mapping else { return [] }
    return mapping.flatMap { key, value -> [Misreading] in
      guard let name = key.string else { return [] }
      guard SettingsKey.top.contains(name) else { return [unknown(key, name, among: SettingsKey.top.sorted())] }
      let members = SettingsKey.members(of: name)
      guard !members.isEmpty else { return wrongValue(name, key, value) }
      guard let inner = value.mapping else {
        let example = "\(name): {\(members[0]): …}"
        return value.isNothing ? [] : [Misreading(name, at: key, "'\(name)' is a map, as in '\(example)'")]
      }
      return inner.flatMap { key, value -> [Misreading] in
        guard let member = key.string else { return [] }
        guard members.contains(member) else { return [unknown(key, member, below: name + ".", among: members)] }
        return wrongValue(name + "." + member, key, value)
      }
    }
  }

  private func unknown(_ key: Node, _ name: String, below path: String = "", among names: [String]) -> Misreading {
    let hint = Spelling.nearest(to: name, in: names).map { "; did you mean '\(path)\($0)'?" } ?? ""
    return Misreading(path + name, at: key, "there is no setting '\(TerminalText(path + name))'\(hint)")
  }

  private func wrongValue(_ name: String, _ node: Node, _ value: Node) -> [Misreading] {
    guard let key = SettingsKey(rawValue: name), !value.isNothing else { return [] }
    return key.complaint(of: value).map { [Misreading(name, at: node, $0)] } ?? []
  }
}

extension SettingsKey {
  /// Returns why the setting cannot have a value; nil if it can.
  fileprivate func complaint(of value: Node) -> String? {
    // What is wrong with hooks is told by the commands that use them.
    if isStructured { return nil }
    guard let values = isList ? value.sequence.map({ Array($0) }) : [value] else {
      return "'\(rawValue)' is a list, as in '\(rawValue): [a, b]'"
    }
    for value in values {
      guard let text = value.scalar?.string else {
        return "'\(rawValue)' is \(isList ? "a list of texts" : "one value")"
      }
      do { try check(text) } catch { return (error as? Failure)?.message }
    }
    return nil
  }
}
