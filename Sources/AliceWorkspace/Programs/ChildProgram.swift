package import AliceLibrary
import AlicePlatform
import Foundation
import Subprocess

/// The reason why another program failed.
package enum ChildFailure: Error, Sendable, Hashable {
  case notStarted(String)
  /// No program of this name is installed.
  case noProgram
  case timedOut(Duration)
  /// The program ended with this status.
  case status(Int)
  case signal(Int)
  case tooMuch
  case cancelled
}

extension ChildFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notStarted(let reason): "cannot be started: \(reason)"
    case .noProgram: "cannot be started: there is no such program"
    case .timedOut(let limit): "was stopped after \(limit.components.seconds) s"
    case .status(let status): "ended with status \(status)"
    case .signal(let number): "was ended by signal \(number)"
    case .tooMuch: "said too much"
    case .cancelled: "was stopped"
    }
  }
}

/// Another program, started without a shell.
package struct ChildProgram: Sendable, Hashable {
  package let command: CommandWords
  private static let answerLimit = 64 << 10

  package init(_ command: CommandWords) { self.command = command }

  /// Returns the program's output, at most `limit` bytes. Its standard input is `file`, which it may also open again as
  /// `/dev/stdin`, and its standard error goes nowhere. After `timeout`, it and its children are stopped.
  package func output(
    reading file: OpenFile, environment: [String: String], timeout: Duration, limit: Int
  ) async throws(ChildFailure) -> [UInt8] {
    let program = self
    return try await ChildProgram.within(timeout) {
      let result = try await Subprocess.run(
        program.configuration(environment, ChildProgram.ownSession),
        input: .fileDescriptor(Platform.descriptor(file.descriptor), closeAfterSpawningProcess: false),
        output: .bytes(limit: limit), error: .discarded)
      withExtendedLifetime(file) {}
      try ChildProgram.check(result.terminationStatus)
      return result.standardOutput
    }
  }

  private static var ownSession: PlatformOptions {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    return options
  }

  /// Runs the program in a session of its own with `input` on its standard input. Its output goes to alice's standard
  /// error if `shown`, otherwise nowhere. After `timeout`, it and its children are asked to terminate, and then killed.
  package func run(
    input: [UInt8], environment: [String: String], timeout: Duration, shown: Bool
  ) async throws(ChildFailure) {
    let program = self
    try await ChildProgram.within(timeout) {
      let configuration = program.configuration(environment, ChildProgram.ownSession)
      let file = FileDescriptorInput.fileDescriptor(
        try ChildProgram.unnamedFile(holding: input), closeAfterSpawningProcess: true)
      let status =
        shown
        ? try await Subprocess.run(
          configuration, input: file, output: .currentStandardError, error: .currentStandardError
        ).terminationStatus
        : try await Subprocess.run(configuration, input: file, output: .discarded, error: .discarded).terminationStatus
      try ChildProgram.check(status)
    }
  }

  /// Returns the first line of the program's output; its standard input is empty. Its standard error is shown to the
  /// user, as it may ask for a password.
  package func firstLine(environment: [String: String], timeout: Duration) async throws(ChildFailure) -> String {
    let program = self
    return try await ChildProgram.within(timeout) {
      let result = try await Subprocess.run(
        program.configuration(environment, PlatformOptions()), input: .none,
        output: .string(limit: ChildProgram.answerLimit), error: .currentStandardError)
      try ChildProgram.check(result.terminationStatus)
      return String(result.standardOutput.prefix { !$0.isNewline })
    }
  }

  private func configuration(_ environment: [String: String], _ options: PlatformOptions) -> Configuration {
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    let name = command.words[0]
    let home = environment["HOME"].map { $0 + "/" } ?? "~/"
    let path = name.hasPrefix("~/") ? home + name.dropFirst(2) : name
    return Configuration(
      executable: path.contains("/") ? .path(Platform.path(path)) : .name(path),
      arguments: Arguments(Array(command.words.dropFirst())), environment: .custom(variables),
      platformOptions: options)
  }

  private static func check(_ status: TerminationStatus) throws(ChildFailure) {
    switch status {
    case .exited(let code): if code != 0 { throw .status(Int(code)) }
    case .signaled(let number): throw .signal(Int(number))
    }
  }

  private static func within<Answer: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Answer
  ) async throws(ChildFailure) -> Answer {
    do {
      return try await withThrowingTaskGroup(of: Answer?.self) { group in
        group.addTask { try await body() }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let answer = first else { throw ChildFailure.timedOut(limit) }
        return answer
      }
    } catch let failure as ChildFailure {
      throw failure
    } catch is CancellationError {
      throw .cancelled
    } catch let error as SubprocessError {
      if Task.isCancelled { throw .cancelled }
      switch error.code {
      case .outputLimitExceeded: throw .tooMuch
      case .executableNotFound: throw .noProgram
      default: throw .notStarted("\(error)")
      }
    } catch {
      throw .notStarted("\(error)")
    }
  }

  /// Creates an unnamed file. Unlike a pipe it holds any number of bytes, and writing does not need a reader.
  private static func unnamedFile(holding bytes: [UInt8]) throws(ChildFailure) -> FileDescriptor {
    var name = Array((NSTemporaryDirectory() + "/alice-event-XXXXXX").utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { throw .notStarted("no temporary file: " + String(cString: strerror(errno))) }
    unlink(name)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard written == bytes.count, lseek(file, 0, SEEK_SET) == 0 else {
      close(file)
      throw .notStarted("no room for a temporary file")
    }
    return Platform.descriptor(file)
  }
}

extension [String: String] {
  /// The environment for other programs, without keys.
  package var withoutKeys: [String: String] { filter { !$0.key.hasPrefix("FAL_KEY") } }
}
