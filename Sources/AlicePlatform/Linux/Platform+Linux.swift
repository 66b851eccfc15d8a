#if !canImport(Darwin)
  package import Glibc
  package import SystemPackage

  package typealias FilePath = SystemPackage.FilePath
  package typealias FileDescriptor = SystemPackage.FileDescriptor
  package typealias SpawnFileActions = posix_spawn_file_actions_t
  package typealias SpawnAttributes = posix_spawnattr_t

  /// Facts about the system that have another form elsewhere.
  package enum Platform {
    package static let streamSocket = Int32(SOCK_STREAM.rawValue)
    /// The bytes in one unit of `ru_maxrss`.
    package static let peakMemoryUnit = 1024
    /// Returns the folder in which programs with windows keep their settings.
    package static func applicationFolder(home: String, _ environment: [String: String]) -> String {
      environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
    }

    package static func path(_ text: String) -> FilePath { FilePath(text) }
    package static func descriptor(_ number: Int32) -> FileDescriptor { FileDescriptor(rawValue: number) }
    package static var noFileActions: SpawnFileActions { posix_spawn_file_actions_t() }
    package static var noSpawnAttributes: SpawnAttributes { posix_spawnattr_t() }
  }

  extension stat {
    package var written: timespec { st_mtim }
    package var changed: timespec { st_ctim }
  }
#endif
