import AliceKit
import Configuration
import Foundation
import SystemPackage

/// What flags, environment and configuration files say, the first of them that speaks.
struct Settings: Sendable {
  let environment: [String: String]
  private let reader: ConfigReader
  /// The files that were read, the strongest first.
  let files: [String]

  /// `.alice.yaml` of the folder that alice was started in, then `$XDG_CONFIG_HOME/alice/config.yaml`.
  static func load(environment: [String: String] = ProcessInfo.processInfo.environment) async throws -> Settings {
    let home = environment["HOME"] ?? "."
    let user = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
    let project = FileManager.default.currentDirectoryPath + "/.alice.yaml"
    let files = [project, user + "/alice/config.yaml"].filter { FileManager.default.fileExists(atPath: $0) }
    var providers: [any ConfigProvider] = []
    for file in files {
      do {
        providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(file)))
      } catch {
        throw Failure(.usage, "\(file) is not a configuration: \(TerminalText("\(error)"))")
      }
    }
    if providers.isEmpty { providers.append(InMemoryProvider(values: [:])) }
    return Settings(environment: environment, reader: ConfigReader(providers: providers), files: files)
  }

  func string(_ key: String) -> String? { reader.string(forKey: ConfigKey(key)) }

  func strings(_ key: String) -> [String] { reader.stringArray(forKey: ConfigKey(key)) ?? [] }

  /// Flag, then `ALICE_LIBRARY`, then `library` of the files, then `~/Pictures/Alice`.
  func library(flag: String?) -> BytePath {
    let home = environment["HOME"] ?? "."
    let named = flag ?? environment["ALICE_LIBRARY"].flatMap { $0.isEmpty ? nil : $0 } ?? string("library")
    let path = named ?? "\(home)/Pictures/Alice"
    return BytePath(path.hasPrefix("~/") ? home + path.dropFirst() : path).absolute
  }

  /// Flag, then `ALICE_MODEL`, then `model` of the files, then `flux-schnell`.
  func model(flag: String?) -> String {
    flag ?? environment["ALICE_MODEL"].flatMap { $0.isEmpty ? nil : $0 } ?? string("model") ?? "flux-schnell"
  }

  /// Folders that `organize` takes from where none is named.
  var inboxes: [BytePath] {
    let home = environment["HOME"] ?? "."
    return strings("inboxes").map { BytePath($0.hasPrefix("~/") ? home + $0.dropFirst() : $0) }
  }
}
