import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `An outlet` {
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

  @Test func `removes what an export that was cut off left of a name that is taken by now`() async throws {
    try await withLibrary { library, folder in
      let out = folder.appending("out")
      let hidden = try ["a.gif", "a.gif.xmp"].map { try hiddenName(BytePath($0), library, folder) }
      try library.place("picture", at: "source.gif")
      let source = try library.openFile("source.gif")
      let outlet = try Outlet(out)
      func write() throws -> BytePath {
        try outlet.write(Splice(copying: 7), of: source, as: "a.gif", sidecar: Array("<xmp/>".utf8))
      }
      #expect(try write() == out.appending("a.gif"))
      for name in hidden { try Disk.write("half a fi", to: out.appending(name)) }
      #expect(try write() == out.appending("a-2.gif"))
      #expect(Disk.files(below: out) == ["a-2.gif", "a-2.gif.xmp", "a.gif", "a.gif.xmp"])
    }
  }
}
