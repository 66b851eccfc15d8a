import AliceModel
import Foundation
import Yams

extension Settings {
  /// Returns a line for each key of the files that means nothing, with the nearest one that does. The rest of a file
  /// counts, so that an older alice can read the file of a newer one.
  package var complaints: [String] {
    sources.flatMap { file in file.unknownKeys.map { "\(file.path):\($0.line): \($0.complaint)" } } + wrongValues
  }

  private var wrongValues: [String] {
    guard let text = string("dates"), dateOrder == nil else { return [] }
    let orders = DateOrder.allCases.map(\.rawValue).joined(separator: " or ")
    return ["'dates' of the configuration is \(orders), not '\(TerminalText(text))'"]
  }
}

extension SettingsFile {
  struct UnknownKey {
    let line: Int
    let complaint: String
  }

  /// The keys that no setting has, in the order of their lines.
  var unknownKeys: [UnknownKey] {
    guard let mapping = (try? Yams.compose(yaml: text))?.mapping else { return [] }
    return mapping.flatMap { key, value -> [UnknownKey] in
      guard let name = key.string else { return [] }
      guard SettingsKey.top.contains(name) else { return [unknown(key, name, among: SettingsKey.top.sorted())] }
      let members = SettingsKey.members(of: name)
      guard !members.isEmpty, let inner = value.mapping else { return [] }
      return inner.compactMap { key, _ in
        guard let member = key.string, !members.contains(member) else { return nil }
        return unknown(key, member, below: name + ".", among: members)
      }
    }
  }

  private func unknown(_ key: Node, _ name: String, below path: String = "", among names: [String]) -> UnknownKey {
    let hint = Spelling.nearest(to: name, in: names).map { "; did you mean '\(path)\($0)'?" } ?? ""
    return UnknownKey(
      line: key.mark?.line ?? 0, complaint: "there is no setting '\(TerminalText(path + name))'\(hint)")
  }
}
