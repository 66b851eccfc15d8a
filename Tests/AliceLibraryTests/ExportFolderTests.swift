import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `An exportFolder` {
  /// The hidden name under which `name` is written, as seen while something is written for the first time.
  private func hiddenName(_ name: BytePath, _ library: Library, _ folder: BytePath) throws -> String {
    try library.place("seen", at: name)
    let seen = Names()
    let parent = folder.appending("seen")
    let placed = try #require(try library.stamp(of: name))
    _ = try? library.restoreSource(
      SourceRestoration(
        path: parent.appending(name), placed: name, expecting: placed, splice: Splice("seen"), mode: 0o644,
        modifiedNanoseconds: 0,
        proof: { _ in
          seen.note(Disk.files(below: parent))
          return false
        }))
    return try #require(seen.all.first)
  }

  /// `write` tells under which name, and whether all lay there already.
  private func withOutlet(
    _ body: (_ out: BytePath, _ write: (_ sidecar: String?) throws -> [String: Bool]) throws -> Void
  )
    async throws
  {
    try await withLibrary { library, folder in
      try library.place("picture", at: "source.gif")
      let source = try library.openFile("source.gif")
      let out = folder.appending("out")
      let exportFolder = try ExportFolder(out)
      try body(out) {
        let written = try exportFolder.write(
          Splice(copying: 7), of: source, as: "a.gif", sidecar: $0.map { Array($0.utf8) })
        return [written.path.lastComponent.description: written.wasThere]
      }
    }
  }

  @Test func `removes what an export that was cut off left under a hidden name`() async throws {
    try await withLibrary { library, folder in
      let out = folder.appending("out")
      let hidden = try ["a.gif", "a.gif.xmp"].map { try hiddenName(BytePath($0), library, folder) }
      try library.place("picture", at: "source.gif")
      let source = try library.openFile("source.gif")
      let exportFolder = try ExportFolder(out)
      for (sidecar, expected) in [("<xmp/>", "a.gif"), ("<xmp/>", "a.gif"), ("<other/>", "a-2.gif")] {
        for name in hidden { try Disk.write("half a fi", to: out.appending(name)) }
        let written = try exportFolder.write(Splice(copying: 7), of: source, as: "a.gif", sidecar: Array(sidecar.utf8))
        #expect(written.path == out.appending(BytePath(expected)))
      }
      #expect(Disk.files(below: out) == ["a-2.gif", "a-2.gif.xmp", "a.gif", "a.gif.xmp"])
    }
  }

  @Test func `writes nothing where all of it lies there`() async throws {
    try await withOutlet { out, write in
      for sidecar in [nil, "<xmp/>"] {
        _ = try write(sidecar)
        let before = try OpenFile.open(out.appending("a.gif")).stamp
        #expect(try write(sidecar) == ["a.gif": true])
        #expect(try OpenFile.open(out.appending("a.gif")).stamp == before)
      }
      #expect(Disk.files(below: out) == ["a.gif", "a.gif.xmp"])
    }
  }

  @Test(arguments: ["a.gif", "a.gif.xmp"])
  func `adds what is missing of a pair`(_ missing: String) async throws {
    try await withOutlet { out, write in
      _ = try write("<xmp/>")
      try Disk.remove(out.appending(BytePath(missing)))
      #expect(try write("<xmp/>") == ["a.gif": false])
      #expect(Disk.files(below: out) == ["a.gif", "a.gif.xmp"])
      #expect(try Disk.read(out.appending("a.gif")) == Array("picture".utf8))
      #expect(try Disk.read(out.appending("a.gif.xmp")) == Array("<xmp/>".utf8))
    }
  }

  @Test(arguments: [("a.gif", "pictura"), ("a.gif", "pictures"), ("a.gif.xmp", "<xmp>>"), ("a.gif.xmp", "")])
  func `leaves another file as it is, and finds its own beside it again`(_ name: String, _ text: String) async throws {
    try await withOutlet { out, write in
      try Disk.write(text, to: out.appending(BytePath(name)))
      #expect(try write("<xmp/>") == ["a-2.gif": false])
      #expect(try write("<xmp/>") == ["a-2.gif": true])
      #expect(Disk.files(below: out) == ["a-2.gif", "a-2.gif.xmp", name].sorted())
      #expect(try Disk.read(out.appending(BytePath(name))) == Array(text.utf8))
    }
  }

  @Test func `takes no link for its own file`() async throws {
    try await withOutlet { out, write in
      try Disk.write("picture", to: out.appending("b.gif"))
      try Disk.link(out.appending("a.gif"), symbolicTo: "b.gif")
      #expect(try write(nil) == ["a-2.gif": false])
    }
  }
}
