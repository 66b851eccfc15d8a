import AliceGenerate
package import AliceModel
import Configuration
import Foundation

/// The settings from flags, environment and configuration files, in this order of precedence.
package struct Settings: Sendable {
  package let environment: [String: String]
  /// The folder of the user's configuration.
  let folder: String
  /// The folder in which the program was started.
  let workingFolder: String
  private let reader: ConfigReader
  private let own: SettingsFile?
  private let project: SettingsFile?

  /// Reads `.alice.yaml` of `folder` and `$XDG_CONFIG_HOME/alice/config.yaml`, which the former overrides.
  package static func load(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    folder: String = FileManager.default.currentDirectoryPath
  ) throws -> Settings {
    let user = Settings.folder(environment)
    let project = folder + "/.alice.yaml"
    return Settings(
      environment: environment, folder: user, workingFolder: folder, own: try file(user + "/config.yaml"),
      project: try file(project))
  }

  /// Returns the folder of the user's configuration.
  static func folder(_ environment: [String: String]) -> String {
    let base = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return (base ?? (environment["HOME"] ?? ".") + "/.config") + "/alice"
  }

  private static func file(_ path: String) throws -> SettingsFile? {
    FileManager.default.fileExists(atPath: path) ? try SettingsFile(path: path) : nil
  }

  private init(
    environment: [String: String], folder: String, workingFolder: String, own: SettingsFile?, project: SettingsFile?
  ) {
    self.environment = environment
    self.folder = folder
    self.workingFolder = workingFolder
    self.own = own
    self.project = project
    let providers = [project, own].compactMap { $0?.provider }
    reader = ConfigReader(providers: providers.isEmpty ? [InMemoryProvider(values: [:])] : providers)
  }

  /// The files that were read, in order of precedence.
  var sources: [SettingsFile] { [project, own].compactMap { $0 } }
  package var files: [String] { sources.map(\.path) }

  /// Returns whether `file` is the user's own, or a project's that the former lists under `trust` by its path or that
  /// of its folder.
  func trusts(_ file: SettingsFile) -> Bool {
    guard file.path != own?.path else { return true }
    let home = environment["HOME"] ?? "."
    let reader = own.map { ConfigReader(provider: $0.provider) }
    let trusted = (reader?.stringArray(forKey: "trust") ?? []).map { path in
      URL(filePath: path.hasPrefix("~/") ? home + path.dropFirst() : path).resolvingSymlinksInPath().path
    }
    let real = URL(filePath: file.path).resolvingSymlinksInPath()
    return trusted.contains(real.path) || trusted.contains(real.deletingLastPathComponent().path)
  }

  /// Returns a setting as text; nil for an empty one, as in `model:`.
  package func string(_ key: String) -> String? {
    reader.string(forKey: ConfigKey(key)).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Returns a setting that may be written as a number or as text.
  func number(_ key: String) -> Double? {
    reader.double(forKey: ConfigKey(key)) ?? reader.int(forKey: ConfigKey(key)).map(Double.init)
  }

  /// Returns the values of a setting as they are in effect; none if it is not set and has no default.
  package func values(of key: SettingsKey, library: BytePath) -> [String] {
    switch key {
    case .library: [library.description]
    case .model: [model(flag: nil)]
    case .inboxes, .trust: strings(key.rawValue)
    case .hooks, .webhooks: []
    case .concurrency:
      [
        string(key.rawValue) ?? number(key.rawValue).map { JSONValue($0).text }
          ?? "\(BatchRequest.standardConcurrency)"
      ]
    case .confirmAbove, .budgetDay, .budgetMonth, .budgetRun, .budgetUnknown, .budgetBalance, .galleryCache, .dates:
      (string(key.rawValue) ?? number(key.rawValue).map { JSONValue($0).text } ?? key.standard).map { [$0] } ?? []
    }
  }

  func strings(_ key: String) -> [String] { reader.stringArray(forKey: ConfigKey(key)) ?? [] }

  /// Returns the library: the flag, or `ALICE_LIBRARY`, or the library in which the program was started, or `library` of
  /// the files, or `~/Pictures/Alice`.
  package func library(flag: String?) -> BytePath {
    let home = environment["HOME"] ?? "."
    let path =
      flag ?? environment["ALICE_LIBRARY"].flatMap { $0.isEmpty ? nil : $0 }
      ?? SurroundingLibrary.root(of: workingFolder) ?? string("library") ?? "\(home)/Pictures/Alice"
    return BytePath(path.hasPrefix("~/") ? home + path.dropFirst() : path).absolute
  }

  /// Returns the model: the flag, or `ALICE_MODEL`, or `model` of the files, or `flux-schnell`.
  package func model(flag: String?) -> String {
    flag ?? environment["ALICE_MODEL"].flatMap { $0.isEmpty ? nil : $0 } ?? string("model") ?? "flux-schnell"
  }

  /// Returns the concurrency: the flag, or `concurrency` of the files, or the limit of a new account.
  package func concurrency(flag: Int?) throws -> Int {
    let number = flag ?? reader.int(forKey: "concurrency") ?? BatchRequest.standardConcurrency
    guard (1...BatchRequest.maximumConcurrency).contains(number) else {
      throw Failure(.usage, "the concurrency is from 1 to \(BatchRequest.maximumConcurrency), not \(number)")
    }
    return number
  }

  /// The folders that `organize` reads if none is named.
  package var inboxes: [BytePath] {
    let home = environment["HOME"] ?? "."
    return strings("inboxes").map { BytePath($0.hasPrefix("~/") ? home + $0.dropFirst() : $0) }
  }
}
