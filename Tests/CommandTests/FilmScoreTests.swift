import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What is said of films that have no score.
@Suite(.needsProgram()) struct FilmScoreTests {
  private static let film = Fixtures.url("clips/clip-1x1-5s.mp4").path

  /// Puts a program for ffmpeg into a folder, which becomes the search path; nil for none.
  private static func with(_ script: String?, _ body: (Program) throws -> Void) async throws {
    try await Program.with { program in
      var program = program
      let folder = program.folder.appending("programs").description
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      if let script {
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: folder + "/ffmpeg"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/ffmpeg")
      }
      program.environment["PATH"] = folder
      try body(program)
    }
  }

  @Test func `without ffmpeg films stay unscored, and one line says why`() async throws {
    try await Self.with(nil) { program in
      let told = "2 films are not scored: ffmpeg is not installed\n"
      let answer = try program.run(["score", Self.film, Program.pictures[0], Self.film])
      #expect(answer.status == 0 && answer.errors == told)
      #expect(answer.output.split(separator: "\n").map { $0.contains("★") } == [false, true, false])
      let json = try program.run(["score", Self.film, "--json"])
      #expect(json.json?["scores"]?.arrayValue?.first?["not_scored"] == "ffmpeg is not installed")
      let organized = try program.run(["organize", Self.film, Program.pictures[0], "--quality"])
      #expect(organized.status == 0 && organized.errors.contains("\n1 film is not scored: ffmpeg is not installed\n"))
      #expect(try program.run(["organize", Self.film, "--quality", "-q"]).errors.isEmpty)
    }
  }

  @Test func `a film whose program fails is named, and the status says that not all is done`() async throws {
    try await Self.with("exit 3") { program in
      let answer = try program.run(["score", Self.film, Program.pictures[0]])
      #expect(answer.status == 3 && answer.errors == "1 film is not scored: ffmpeg ended with status 3\n")
      #expect(answer.output.contains("mp4\tnot scored: ffmpeg ended with status 3\n") && answer.output.contains("★"))
      let organized = try program.run(["organize", Self.film, "--quality", "--json"])
      #expect(organized.status == 0)
      #expect(
        organized.json?["not_scored"]
          == [["reason": "ffmpeg ended with status 3", "pictures": 0, "films": 1] as JSONValue])
    }
  }
}
