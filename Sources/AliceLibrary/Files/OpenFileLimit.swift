import CAlice

/// The number of files that the process may have open at the same time.
package enum OpenFileLimit {
  /// The number that a command needs: some dozens of files of a batch, databases, connections and event loops, some of which
  /// end the program if they get no descriptor.
  package static let needed = 128

  private static let wanted: UInt64 = 4096

  /// Raises the limit as far as the system allows and returns it. Other programs that are started inherit it.
  package static func raise() -> Int { Int(clamping: alice_raise_file_limit(wanted)) }
}
