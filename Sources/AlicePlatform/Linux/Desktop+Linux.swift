#if !canImport(Darwin)
  /// The program that opens files and folders with the programs of the desktop.
  package enum Desktop {
    package static let opener = "xdg-open"

    package static func hasScreen(_ environment: [String: String]) -> Bool {
      environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil
    }

    /// Returns the arguments that show `file` in its folder.
    package static func revealing(_ file: String, in folder: String) -> [String] { [folder] }

    /// Returns the words that start a program so that Ctrl-C does not end what it opens: it gets a session of its own.
    package static func detached(_ words: [String]) -> [String] { ["setsid", "-f"] + words }
  }
#endif
