#if canImport(Darwin)
  package import Darwin
  package import System

  package typealias FilePath = System.FilePath
  package typealias FileDescriptor = System.FileDescriptor
  package typealias SpawnFileActions = posix_spawn_file_actions_t?
  package typealias SpawnAttributes = posix_spawnattr_t?

  /// Facts about the system that have another form elsewhere.
  package enum Platform {
    package static let streamSocket: Int32 = SOCK_STREAM
    /// The bytes in one unit of `ru_maxrss`.
    package static let peakMemoryUnit = 1
    /// Returns the folder in which programs with windows keep their settings.
    package static func applicationFolder(home: String, _ environment: [String: String]) -> String {
      home + "/Library/Application Support"
    }

    package static func path(_ text: String) -> FilePath { FilePath(text) }
    package static func descriptor(_ number: Int32) -> FileDescriptor { FileDescriptor(rawValue: number) }
    package static var noFileActions: SpawnFileActions { nil }
    package static var noSpawnAttributes: SpawnAttributes { nil }
  }

  extension stat {
    package var written: timespec { st_mtimespec }
    package var changed: timespec { st_ctimespec }
  }
#endif
