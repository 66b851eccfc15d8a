import AliceModel
import Foundation
import Yams

/// The user's own configuration file, as something to be changed.
package struct UserSettings {
  package let path: String

  package init(_ settings: Settings) { path = settings.folder + "/config.yaml" }

  /// Returns the path of the file, whether it is there or not.
  package static func path(_ environment: [String: String]) -> String {
    Settings.folder(environment) + "/config.yaml"
  }

  /// Writes the sample if there is no file.
  package static func begin(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    try write(sample, to: path)
  }

  /// Sets a value, or removes it if there is none. Other lines stay as they are.
  package func set(_ key: SettingsKey, to values: [String]) throws {
    guard !key.isStructured else {
      throw Failure(.usage, "'\(key.rawValue)' is a list of maps; 'alice config edit' opens the file")
    }
    for value in values { try key.check(value) }
    let exists = FileManager.default.fileExists(atPath: path)
    let text = exists ? try SettingsFile(path: path).text : UserSettings.sample
    let changed = SettingsText(text).setting(key, to: values)
    // What a person wrote may have a form that changing single lines would break.
    guard (try? UserSettings.differ(text, changed, only: key)) == true else {
      throw Failure(.usage, "\(TerminalText(path)) is written in a form that only 'alice config edit' can change")
    }
    try UserSettings.write(changed, to: path)
  }

  /// Returns whether both texts have the same values but that of the key.
  private static func differ(_ text: String, _ changed: String, only key: SettingsKey) throws -> Bool {
    func values(_ text: String) throws -> [String: String] {
      var values: [String: String] = [:]
      for (name, value) in try Yams.compose(yaml: text)?.mapping ?? [:] {
        guard let name = name.string else { continue }
        for (member, inner) in value.mapping ?? [:] {
          values["\(name).\(member.string ?? "")"] = try Yams.serialize(node: inner)
        }
        if value.mapping == nil, !value.isNothing { values[name] = try Yams.serialize(node: value) }
      }
      values[key.rawValue] = nil
      return values
    }
    return try values(text) == values(changed)
  }

  private static func write(_ text: String, to path: String) throws {
    do {
      let file = try target(of: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let mode = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.posixPermissions] as? Int
      // Replacing a file needs no right to write into it, so the owner's wish is asked for.
      guard mode.map({ $0 & 0o222 != 0 }) ?? true else { throw Failure(.partly, "\(TerminalText(path)) is read-only") }
      try Data(text.utf8).write(to: file, options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: mode ?? 0o600], ofItemAtPath: file.path)
    } catch let failure as Failure {
      throw failure
    } catch {
      let reason = AliceError.isAboutRoom(error) ? "the disk is full" : error.localizedDescription
      throw Failure(.partly, "\(TerminalText(path)) cannot be written: \(TerminalText(reason))")
    }
  }

  /// Follows links into a folder of dot files, also where the file is not there yet.
  private static func target(of path: String) throws -> URL {
    var file = URL(filePath: path)
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: file.path) else { return file }
      file = next.hasPrefix("/") ? URL(filePath: next) : file.deletingLastPathComponent().appending(path: next)
    }
    throw Failure(.partly, "\(TerminalText(path)) is a link that leads nowhere")
  }
}

extension SettingsKey {
  /// Throws if the setting cannot have this value.
  func check(_ value: String) throws {
    func refuse(_ expected: String) -> Failure {
      Failure(.usage, "'\(rawValue)' is \(expected), not '\(TerminalText(value))'")
    }
    guard !value.isEmpty, !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw refuse("one line of text")
    }
    switch self {
    case .concurrency:
      guard let number = Int(value), (1...100).contains(number) else { throw refuse("a number from 1 to 100") }
    case .dates:
      guard DateOrder(rawValue: value) != nil else {
        throw refuse(DateOrder.allCases.map(\.rawValue).joined(separator: " or "))
      }
    case .confirmAbove, .budgetDay, .budgetMonth, .budgetRun, .budgetUnknown, .budgetBalance:
      _ = try Money(argument: value, of: "'\(rawValue)'")
    case .galleryCache:
      guard Settings.bytes(value) != nil else { throw refuse("a size such as 4 GiB") }
    case .library, .model, .inboxes, .hooks, .webhooks, .trust: break
    }
  }
}
