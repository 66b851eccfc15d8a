import AlicePlatform
import Foundation

/// The resources that a process used, from its start to its exit.
struct ProcessTime {
  let wall: Duration
  /// The CPU time of all threads, in user and kernel mode.
  let cpu: Duration
  /// The peak memory in bytes.
  let peak: Int
}

enum ProcessFailure: Error {
  case notStarted(program: String, errno: Int32)
  case ended(arguments: [String], status: Int32)
}

/// Runs a program with its output in a pipe, and reads the output. What it says to its user is discarded.
struct ProcessTimer {
  let program: String
  /// The complete environment, so that no user settings affect the measurement.
  let environment: [String: String]

  /// Throws if the program ends with a status other than 0 or 1, which means "no".
  func run(_ arguments: [String]) throws -> ProcessTime { try measured(arguments).time }

  /// Returns what the program prints.
  func output(_ arguments: [String]) throws -> String {
    String(decoding: try measured(arguments).output, as: UTF8.self)
  }

  private func measured(_ arguments: [String]) throws -> (time: ProcessTime, output: Data) {
    let pipe = Pipe()
    let start = ContinuousClock.now
    let child = try spawn(arguments, output: pipe.fileHandleForWriting.fileDescriptor)
    try pipe.fileHandleForWriting.close()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    let (status, usage) = wait(for: child)
    let wall = start.duration(to: .now)
    try pipe.fileHandleForReading.close()
    guard status == 0 || status == 1 << 8 else { throw ProcessFailure.ended(arguments: arguments, status: status) }
    let time = ProcessTime(
      wall: wall, cpu: usage.ru_utime.duration + usage.ru_stime.duration,
      peak: Int(usage.ru_maxrss) * Platform.peakMemoryUnit)
    return (time, output)
  }

  private func spawn(_ arguments: [String], output: Int32) throws(ProcessFailure) -> pid_t {
    var actions = Platform.noFileActions
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    let argv = CStrings([program] + arguments)
    let envp = CStrings(environment.map { "\($0.key)=\($0.value)" })
    var child: pid_t = 0
    let error = posix_spawn(&child, program, &actions, nil, argv.pointers, envp.pointers)
    guard error == 0 else { throw .notStarted(program: program, errno: error) }
    return child
  }

  private func wait(for child: pid_t) -> (status: Int32, usage: rusage) {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    return (status, usage)
  }
}

/// The argument list of a C program, which is valid as long as this object.
private final class CStrings {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

  deinit { for pointer in pointers { free(pointer) } }
}

extension timeval {
  fileprivate var duration: Duration { .seconds(Int64(tv_sec)) + .microseconds(Int64(tv_usec)) }
}
