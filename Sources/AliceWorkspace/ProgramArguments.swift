import AliceLibrary

/// The arguments of the program.
package enum ProgramArguments {
  /// `CommandLine` reads them from `/proc`, which a plain chroot and some containers lack; the system told them as well.
  package static var all: [String] {
    let told = SystemArguments.all
    return told.count > CommandLine.arguments.count ? told : CommandLine.arguments
  }
}
