import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct TakingInCommandTests {
  private static func withFolder(_ body: (Program, _ folder: String) throws -> Void) async throws {
    try await Program.with { program in
      let folder = program.folder.appending("Downloads").description
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: Fixtures.url("media/plain.png").path, toPath: folder + "/a.png")
      try Data("%PDF-1.7".utf8).write(to: URL(filePath: folder + "/paper.pdf"))
      try body(program, folder)
    }
  }

  @Test func `a folder with other files ends well, and they are counted`() async throws {
    try await Self.withFolder { program, folder in
      let answer = try program.run(["organize", folder])
      #expect(answer.status == 0 && answer.errors.contains("1 placed, 1 skipped (no media)"))
      #expect(!answer.errors.contains("paper.pdf"))
      let document = try program.run(["organize", folder, "--json"])
      #expect(document.status == 0 && document.json?["refused"] == [])
      #expect(document.json?["skipped"]?[0]?["file"] == .string(folder + "/paper.pdf"))
      #expect(document.json?["skipped"]?[0]?["reason"] == "not a picture, a video or a sound")
      #expect(document.json?["damaged"] == [])
    }
  }

  @Test func `the closing lines fit on a screen, and account for every file`() async throws {
    try await Self.withFolder { program, folder in
      for number in 0..<60 {
        try Data(NoisePicture.png(side: 8, seed: UInt64(number))).write(to: URL(filePath: folder + "/n\(number).png"))
        try Data("text \(number)".utf8).write(to: URL(filePath: folder + "/t\(number).docx"))
        try Data("<html>".utf8).write(to: URL(filePath: folder + "/broken\(number).png"))
      }
      try FileManager.default.copyItem(atPath: Program.pictures[0], toPath: folder + "/made.png")
      let answer = try program.run(["organize", folder, "--quality"])
      #expect(answer.status == 3)
      #expect(answer.errors.contains("62 placed, 60 refused, 61 skipped (no media)"))
      #expect(answer.errors.contains("no media: 60 docx, 1 pdf"))
      #expect(answer.errors.contains("by model: 61 unknown, 1 ") && answer.errors.contains("by stars: "))
      #expect(answer.errors.contains("and 40 more refused"))
      #expect(answer.errors.contains("183 files: 62 placed"))
      #expect(answer.errors.split(separator: "\n").count < 30)
      #expect(answer.output.split(separator: "\n").count == 62)
      let all = try program.run(["organize", folder, "-v"])
      #expect(!all.errors.contains("more refused") && all.errors.contains("62 there already"))
    }
  }

  @Test func `a folder as people have it ends well, and its files are counted by reason`() async throws {
    try await Self.withFolder { program, folder in
      for name in [".DS_Store", "._a.png", "film.mp4.part", "b.docx", "backup.zip"] {
        try Data("x".utf8).write(to: URL(filePath: folder + "/" + name))
      }
      try Data().write(to: URL(filePath: folder + "/empty.jpg"))
      try Data("RIFF\0\0\0\0AVI LIST".utf8).write(to: URL(filePath: folder + "/holiday.avi"))
      try FileManager.default.createSymbolicLink(atPath: folder + "/broken.png", withDestinationPath: "nowhere")
      try FileManager.default.createDirectory(atPath: folder + "/.git", withIntermediateDirectories: true)
      let answer = try program.run(["organize", folder])
      #expect(answer.status == 0, "\(answer.errors)")
      let lines = answer.errors.split(separator: "\n").map(String.init)
      #expect(
        lines == [
          "10 files: 1 placed, 9 skipped", "not looked into: 1 folder (hidden)", "skipped:",
          "  2 no media: 1 docx, 1 pdf",
          "  1 in a format that alice does not read", "  1 archive; name it to take in what it holds", "  2 hidden",
          "  1 incomplete download", "  1 empty", "  1 symbolic link, which is not followed",
        ])
    }
  }

  @Test func `a quiet run says nothing but what is wrong`() async throws {
    try await Self.withFolder { program, folder in
      let quiet = try program.run(["organize", folder, "-q"])
      #expect(quiet.status == 0 && quiet.output.isEmpty && !quiet.errors.contains("placed"))
      try Data("<html>".utf8).write(to: URL(filePath: folder + "/page.png"))
      let wrong = try program.run(["organize", folder, "-q"])
      #expect(wrong.status == 3 && wrong.errors.contains("page.png"))
    }
  }

  @Test func `files that are named and are no media are told`() async throws {
    try await Self.withFolder { program, folder in
      let none = try program.run(["organize", folder + "/paper.pdf"])
      #expect(none.status == 1 && none.errors.contains("paper.pdf: not a picture"))
      let both = try program.run(["organize", folder + "/paper.pdf", folder + "/a.png"])
      #expect(both.status == 0 && both.errors.contains("paper.pdf: not a picture"))
    }
  }

  @Test func `patterns and choices are checked before anything is done`() async throws {
    try await Self.withFolder { program, folder in
      #expect(try program.run(["organize", folder, "--exclude", ""]).status == 2)
      #expect(try program.run(["organize", folder, "--only", "cats"]).status == 2)
      let none = try program.run(["organize", folder, "--exclude", "*.png", "--only", "ai", "--json"])
      #expect(none.status == 0 && none.json?["placed"] == [])
      let plain = try program.run(["organize", folder, "--only", "ai", "--json"])
      #expect(plain.json?["skipped"]?.arrayValue?.count == 2 && plain.json?["placed"] == [])
    }
  }

  @Test func `a picture that is cut off is taken, and told`() async throws {
    try await Self.withFolder { program, folder in
      let whole = try Fixtures.bytes("media/plain.png")
      try Data(whole.dropLast(40)).write(to: URL(filePath: folder + "/cut.png"))
      let answer = try program.run(["organize", folder])
      #expect(answer.status == 0 && answer.errors.contains("damaged: \(folder)/cut.png: it ends too early"))
    }
  }
}
