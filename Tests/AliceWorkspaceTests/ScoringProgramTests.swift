import AliceModel
import AliceTestSupport
import AliceVision
import AliceWorkspace
import Foundation
import Testing

@Suite struct `Scores by other programs` {
  @Test(
    .enabled(if: Tool.path("ffmpeg") != nil, "ffmpeg is not installed"),
    arguments: [
      ("avif", ["-c:v", "libaom-av1", "-aom-params", "lossless=1", "-pix_fmt", "gbrp", "-still-picture", "1"]),
      ("jxl", ["-c:v", "libjxl", "-distance", "0"]), ("tiff", []), ("gif", []),
    ])
  func `an image has the score of the same pixels in a PNG`(format: String, options: [String]) async throws {
    try await ScoredFolder.with { folder in
      try folder.paint("painted.png")
      try folder.ffmpeg(["-i", "painted.png"] + options + ["made.\(format)"])
      // A GIF has fewer colours than the painting.
      try folder.ffmpeg(["-i", "made.\(format)", "-pix_fmt", "rgb24", "same.png"])
      let made = await folder.scored("made.\(format)")
      let same = await folder.scored("same.png")
      #expect(made.assessment.score != nil && made.notScored == nil && made.problem == nil)
      #expect(made.assessment == same.assessment)
      if format != "gif" { #expect(await same.assessment == folder.scored("painted.png").assessment) }
    }
  }

  @Test(.enabled(if: Tool.path("ffmpeg") != nil, "ffmpeg is not installed"))
  func `a TIFF is turned upright before it is scored`() async throws {
    try await ScoredFolder.with { folder in
      try folder.paint("painted.png")
      try Data(ScoredFolder.turnedTIFF(of: ScoredFolder.painting)).write(
        to: URL(filePath: folder.path("turned.tiff").description))
      #expect(await folder.scored("turned.tiff").assessment == folder.scored("painted.png").assessment)
    }
  }

  @Test(.enabled(if: Tool.missing(["heif-enc", "heif-convert"]) == nil, "heif-convert is not installed"))
  func `HEIC has the score of what heif-convert makes of it`() async throws {
    try await ScoredFolder.with { folder in
      try folder.paint("painted.png")
      try folder.run(
        "heif-enc", ["-L", folder.path("painted.png").description, "-o", folder.path("made.heic").description])
      try folder.run("heif-convert", [folder.path("made.heic").description, folder.path("same.png").description])
      let made = await folder.scored("made.heic")
      #expect(made.assessment.score != nil)
      #expect(await made.assessment == folder.scored("same.png").assessment)
    }
  }

  @Test(
    .enabled(if: Tool.path("ffmpeg") != nil, "ffmpeg is not installed"),
    arguments: [(10, "mkv"), (4, "mkv"), (10, "mov")])
  func `a film has the median of the scores of five of its frames`(rate: Int, format: String) async throws {
    try await ScoredFolder.with { folder in
      // No two frames are alike; 100 of them are 10 or 25 seconds.
      try folder.ffmpeg([
        "-f", "lavfi", "-i", "mandelbrot=size=320x240:rate=\(rate)", "-frames:v", "100", "-pix_fmt", "bgr0", "-c:v",
        format == "mkv" ? "ffv1" : "qtrle", "film.\(format)",
      ])
      let places = [5, 27, 51, 74, 96].map { "eq(n,\($0))" }.joined(separator: "+")
      try folder.ffmpeg([
        "-i", "film.\(format)", "-vf", "select='\(places)',settb=1/25,setpts=N", "-r", "25", "-frames:v", "5",
        "-pix_fmt", "rgb24", "frame-%d.png",
      ])
      var frames: [Double] = []
      for number in 1...5 {
        frames.append(try #require(await folder.scored("frame-\(number).png").assessment.score).value)
      }
      #expect(Set(frames).count == 5)
      #expect(
        await folder.scored("film.\(format)").assessment
          == Assessment(score: Score(value: frames.sorted()[2], scorer: QualityScorer.id)))
    }
  }

  @Test(
    .enabled(if: Tool.path("ffmpeg") != nil, "ffmpeg is not installed"),
    arguments: [
      ("color=black:size=320x240", [.black, .blank]), ("color=red:size=320x240", [.blank]),
      ("testsrc2=size=320x240,trim=end_frame=1,loop=loop=-1:size=1", [.frozen]), ("testsrc2=size=320x240", []),
    ] as [(String, [Defect])])
  func `a film that is black or frozen throughout has a defect`(source: String, defects: [Defect]) async throws {
    try await ScoredFolder.with { folder in
      try folder.ffmpeg([
        "-f", "lavfi", "-i", source, "-t", "4", "-c:v", "libx264", "-crf", "35", "-pix_fmt", "yuv420p", "film.mp4",
      ])
      let film = await folder.scored("film.mp4")
      #expect(film.assessment.defects == defects)
      #expect((film.assessment.score == nil) == defects.contains(.blank))
      if !defects.isEmpty { #expect(film.stars == 1) }
    }
  }

  @Test func `without the program a film stays unscored, and a picture is scored`() async throws {
    try await ScoredFolder.with { folder in
      try folder.copy("clips/clip-1x1-5s.mp4", as: "film.mp4")
      try folder.paint("painted.png")
      let film = await folder.scored("film.mp4", path: folder.folder.description)
      #expect(film.notScored == .needsProgram("ffmpeg") && film.assessment == Assessment() && film.problem == nil)
      #expect(film.json["not_scored"] == "ffmpeg is not installed")
      #expect(await folder.scored("painted.png", path: folder.folder.description).assessment.score != nil)
    }
  }

  @Test(
    arguments: [
      ("exit 3", "ffmpeg ended with status 3"), ("kill -9 $$", "ffmpeg was ended by signal 9"),
      ("exit 0", "ffmpeg found no frame"),
      ("for last; do :; done; echo no >\"$(printf \"$last\" 1)\"", "ffmpeg wrote no image"),
      ("for last; do :; done; head -c 40000000 /dev/zero >\"$(printf \"$last\" 1)\"", nil),
    ] as [(String, String?)])
  func `a program that fails costs its file the score, and no other`(script: String, reason: String?) async throws {
    try await ScoredFolder.with { folder in
      try folder.copy("clips/clip-1x1-5s.mp4", as: "film.mp4")
      try folder.paint("painted.png")
      let path = try folder.program("ffmpeg", script) + ":/usr/bin:/bin"
      let film = await folder.scored("film.mp4", path: path)
      #expect(film.assessment == Assessment() && film.stars == nil)
      let told = try #require(film.notScored?.description)
      #expect(told == reason ?? told)
      #expect(await folder.scored("painted.png", path: path).assessment.score != nil)
    }
  }

  @Test func `a part of an image is not scored in its place`() async throws {
    try await ScoredFolder.with { folder in
      try folder.paint("part.png")
      try Data(ScoredFolder.turnedTIFF(of: Pixels(width: 500, height: 400, filledWith: 90))).write(
        to: URL(filePath: folder.path("whole.tiff").description))
      let path = try folder.program("ffmpeg", "for last; do :; done; cp '\(folder.path("part.png"))' \"$last\"")
      let whole = await folder.scored("whole.tiff", path: path + ":/usr/bin:/bin")
      #expect(whole.notScored == .failed("ffmpeg decodes only a part of it") && whole.assessment == Assessment())
    }
  }

  @Test func `the program is told the format, may use no network, and what it writes is removed`() async throws {
    try await ScoredFolder.with { folder in
      try folder.copy("clips/clip-1x1-5s.mp4", as: "-i http film.mp4")
      let notes = folder.path("notes").description
      let path = try folder.program("ffmpeg", "for word; do echo \"$word\"; done >'\(notes)'; touch \"$word\"")
      #expect(await folder.scored("-i http film.mp4", path: path + ":/bin:/usr/bin").notScored != nil)
      let words = try String(contentsOfFile: notes, encoding: .utf8).split(separator: "\n").map(String.init)
      #expect(words.contains("mov") && words.contains("file,pipe") && words.contains("file:/dev/stdin"))
      #expect(!words.contains { $0.contains("film.mp4") })
      let target = try #require(words.last)
      #expect(!FileManager.default.fileExists(atPath: URL(filePath: target).deletingLastPathComponent().path))
    }
  }

  @Test func `a truncated film is not given to a program`() async throws {
    try await ScoredFolder.with { folder in
      let bytes = try Fixtures.bytes("clips/clip-1x1-5s.mp4")
      try Data(bytes.prefix(bytes.count - 2000)).write(to: URL(filePath: folder.path("film.mp4").description))
      let path = try folder.program("ffmpeg", "touch '\(folder.path("started"))'")
      #expect(await folder.scored("film.mp4", path: path).assessment == Assessment(defects: [.truncated]))
      #expect(!FileManager.default.fileExists(atPath: folder.path("started").description))
    }
  }

  @Test func `the reasons are told once, with the numbers of files`() {
    var files = NotScoredFiles()
    for kind in [MediaKind.video, .image, .video] { files.add(.needsProgram("ffmpeg"), kind) }
    files.add(.failed("ffmpeg was stopped after 60 s"), .video)
    #expect(
      files.sentences == [
        "2 films and 1 picture are not scored: ffmpeg is not installed",
        "1 film is not scored: ffmpeg was stopped after 60 s",
      ])
    #expect(NotScoredFiles().sentences.isEmpty)
  }
}
