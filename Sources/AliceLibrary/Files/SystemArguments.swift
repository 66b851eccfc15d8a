import CAlice

/// The arguments of the program as the system passed them at its start.
package enum SystemArguments {
  /// Returns an empty array where the system does not tell them.
  package static var all: [String] {
    (0..<alice_argument_count()).compactMap { alice_argument($0).map { String(cString: $0) } }
  }
}
