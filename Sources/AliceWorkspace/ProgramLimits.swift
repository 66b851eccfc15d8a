import AliceLibrary

/// What the system lets the program do.
package enum ProgramLimits {
  /// Raises the number of files that may be open at once as far as the system allows; returns it, and how many are needed.
  package static func openFiles() -> (allowed: Int, needed: Int) { (OpenFileLimit.raise(), OpenFileLimit.needed) }
}
