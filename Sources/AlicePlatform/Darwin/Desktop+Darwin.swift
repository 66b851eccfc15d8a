#if canImport(Darwin)
  /// The program that opens files and folders with the programs of the desktop.
  package enum Desktop {
    package static let opener = "open"

    package static func hasScreen(_ environment: [String: String]) -> Bool { true }

    /// Returns the arguments that show `file` in its folder.
    package static func revealing(_ file: String, in folder: String) -> [String] { ["-R", file] }

    /// Returns the words that start a program so that Ctrl-C does not end what it opens.
    package static func detached(_ words: [String]) -> [String] { words }
  }
#endif
