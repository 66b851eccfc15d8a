import AliceModel
import AliceTestSupport
import AliceWorkspace
import Foundation
import Testing

@Suite struct `Programs that hang while they decode for a score` {
  /// A program that ignores requests to end, and has started another one; both write their numbers.
  private static func hanging(_ folder: ScoredFolder) -> String {
    """
    trap '' TERM INT HUP
    sh -c 'trap "" TERM; echo $$ >>"\(folder.path("pids"))"; while :; do sleep 0.1; done' &
    echo $$ >>"\(folder.path("pids"))"
    while :; do sleep 0.1; done
    """
  }

  private static func running(_ folder: ScoredFolder) throws -> [Int32] {
    let text = try String(contentsOfFile: folder.path("pids").description, encoding: .utf8)
    return text.split(separator: "\n").compactMap { Int32($0) }.filter { kill($0, 0) == 0 && !isDead($0) }
  }

  /// A process that has ended is listed until its parent has collected its status, which is not alice's task for
  /// those of others.
  private static func isDead(_ process: Int32) -> Bool {
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return text?.split(separator: ")").last?.split(separator: " ").first == "Z"
  }

  @Test func `it is stopped with all that it has started, and the others are scored`() async throws {
    try await ScoredFolder.with { folder in
      try folder.copy("clips/clip-1x1-5s.mp4", as: "film.mp4")
      try folder.paint("painted.png")
      let path = try folder.program("ffmpeg", Self.hanging(folder)) + ":/usr/bin:/bin"
      let scorer = FileScorer(programs: ScoringPrograms(environment: ["PATH": path], time: .seconds(2)))
      let files = ["film.mp4", "film.mp4", "painted.png", "film.mp4"].map(folder.path)
      let (stream, continuation) = AsyncStream.makeStream(of: ScoredFile.self)
      let start = ContinuousClock.now
      await scorer.score(files, width: 4) { continuation.yield($0) }
      continuation.finish()
      let results = await stream.reduce(into: []) { $0.append($1) }
      #expect(ContinuousClock.now - start < .seconds(15))
      #expect(results.map(\.file) == files)
      #expect(results.map { $0.assessment.score == nil } == [true, true, false, true])
      #expect(results[0].notScored == .failed("ffmpeg was stopped after 2 s"))
      try await Task.sleep(for: .milliseconds(200))
      #expect(try Self.running(folder).isEmpty)
    }
  }

  @Test func `it is stopped with the task`() async throws {
    try await ScoredFolder.with { folder in
      try folder.copy("clips/clip-1x1-5s.mp4", as: "film.mp4")
      let path = try folder.program("ffmpeg", Self.hanging(folder)) + ":/usr/bin:/bin"
      let start = ContinuousClock.now
      let scorer = FileScorer(programs: ScoringPrograms(environment: ["PATH": path]))
      let task = Task { scorer.score(folder.path("film.mp4")) }
      while (try? Self.running(folder).count) ?? 0 < 2 { try await Task.sleep(for: .milliseconds(20)) }
      task.cancel()
      #expect(await task.value.assessment == Assessment())
      #expect(ContinuousClock.now - start < .seconds(20))
      try await Task.sleep(for: .milliseconds(200))
      #expect(try Self.running(folder).isEmpty)
    }
  }
}
