package import AliceLibrary
import AlicePlatform
import Foundation

/// Another program that does a part of the work of one thread, within limits of time, memory and output.
///
/// It blocks its thread and needs no other one. Scoring runs on the threads of tasks; if all of them waited for tasks,
/// as they would with `ChildProgram`, no thread were left to stop a program that hangs.
package struct HelperProgram: Sendable {
  /// What the program may use; a program that uses more is stopped.
  package struct Limits: Sendable {
    package var time: Duration
    /// The address space in bytes.
    package var memory: Int
    /// The size in bytes of each file that it writes.
    package var file: Int

    package init(time: Duration, memory: Int, file: Int) {
      (self.time, self.memory, self.file) = (time, memory, file)
    }
  }

  private let path: String
  private let environment: [String: String]

  /// The longest pause between two looks at the program, in microseconds.
  private static let longestPause: UInt32 = 20_000

  /// Finds the program in the search path; nil if it is not installed.
  package init?(_ name: String, environment: [String: String]) {
    guard let path = environment.path(ofProgram: name) else { return nil }
    (self.path, self.environment) = (path, environment.withoutKeys)
  }

  /// Runs the program in a process group of its own. Its standard input is `file`, which it may also open again as
  /// `/dev/stdin`; its output goes nowhere. What it has started ends with it.
  package func run(_ arguments: [String], reading file: OpenFile, _ limits: Limits) throws(ChildFailure) {
    let process = try start(limited(arguments, limits), reading: file)
    let isDone = wait(for: process, limits.time)
    kill(-process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard isDone else {
      if Task.isCancelled { throw .cancelled }
      throw .timedOut(limits.time)
    }
    // The lower seven bits are the signal, the next byte is the status.
    if status & 0x7F != 0 { throw .signal(Int(status & 0x7F)) }
    if status >> 8 & 0xFF != 0 { throw .status(Int(status >> 8 & 0xFF)) }
  }

  /// The words of a shell that sets the limits and becomes the program; it interprets none of the arguments. A limit
  /// that the system does not have is passed over.
  private func limited(_ arguments: [String], _ limits: Limits) -> [String] {
    let seconds = limits.time.components.seconds + 1
    let script =
      "ulimit -c 0; ulimit -t \(seconds); ulimit -v \(limits.memory >> 10); ulimit -f \(limits.file >> 9); exec \"$0\" \"$@\""
    return ["/bin/sh", "-c", script, path] + arguments
  }

  private func start(_ words: [String], reading file: OpenFile) throws(ChildFailure) -> pid_t {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in arguments + variables { free(word) } }
    let result = HelperProgram.spawning(file.descriptor) { actions, attributes in
      var process: pid_t = 0
      let code = posix_spawn(&process, words[0], actions, attributes, &arguments, &variables)
      return (code, process)
    }
    guard result.code == 0 else { throw .notStarted(String(cString: strerror(result.code))) }
    return result.process
  }

  /// Prepares a process with `input`, without outputs and signal handlers, in a process group of its own.
  private static func spawning(
    _ input: Int32,
    _ body: (UnsafePointer<SpawnFileActions>, UnsafePointer<SpawnAttributes>) -> (code: Int32, process: pid_t)
  ) -> (code: Int32, process: pid_t) {
    var (actions, attributes) = (Platform.noFileActions, Platform.noSpawnAttributes)
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    for output: Int32 in [1, 2] { posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
    return body(&actions, &attributes)
  }

  /// Waits until the process ends, and leaves its status to be collected, so that its number is not used again. Returns
  /// false after `limit`, and once the task is cancelled.
  private func wait(for process: pid_t, _ limit: Duration) -> Bool {
    let end = ContinuousClock.now + limit
    var pause: UInt32 = 1000
    while true {
      var facts = siginfo_t()
      let answer = waitid(P_PID, id_t(process), &facts, WEXITED | WNOHANG | WNOWAIT)
      if answer == 0, facts.si_signo != 0 { return true }
      if answer < 0, errno != EINTR { return true }
      guard !Task.isCancelled, ContinuousClock.now < end else { return false }
      usleep(pause)
      pause = min(pause * 3 / 2, HelperProgram.longestPause)
    }
  }
}

extension [String: String] {
  /// Returns the path of a program in the search path; nil if it is not installed.
  package func path(ofProgram name: String) -> String? {
    (self["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}
