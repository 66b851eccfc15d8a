import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct PathGlobTests {
  @Test(arguments: [
    ("*.gif", "a.gif"), ("*.gif", "x/y/a.gif"), ("a?c.png", "aéc.png"), ("[a-c]?.png", "b1.png"),
    ("[!a]*", "b.png"), ("[]x].png", "].png"), ("a[.png", "a[.png"), ("\\*.png", "*.png"),
    ("x/*.png", "x/a.png"), ("/a.png", "a.png"), ("**/a.png", "a.png"), ("**/a.png", "x/y/a.png"),
    ("x/**/a.png", "x/a.png"), ("x/**/a.png", "x/y/z/a.png"), ("x/**", "x/y/a.png"), ("a**z.png", "abz.png"),
  ])
  func `matches a name on any level, or a path below the source`(pattern: String, path: String) {
    #expect(PathGlob(pattern)?.matches(BytePath(path), isFolder: false) == true)
  }

  @Test(arguments: [
    ("*.gif", "a.GIF"), ("*.gif", "a.gif.png"), ("x/*.png", "x/y/a.png"), ("x/*.png", "w/x/a.png"),
    ("/a.png", "x/a.png"), ("[!a]*", "a.png"), ("?", "ab"), ("x/**/a.png", "xa.png"), ("x/**/a.png", "x/ya.png"),
    ("drafts/", "drafts"), ("a\\*.png", "ab.png"),
  ])
  func `matches nothing else`(pattern: String, path: String) {
    #expect(PathGlob(pattern)?.matches(BytePath(path), isFolder: false) == false)
  }

  @Test func `a final slash means folders, and an empty pattern is none`() {
    #expect(PathGlob("drafts/")?.matches("x/drafts", isFolder: true) == true)
    #expect(PathGlob("") == nil && PathGlob("/") == nil)
    #expect(PathGlob(String(repeating: "a", count: 5000)) == nil)
  }

  @Test func `a name that is no text is matched by its bytes`() {
    let name = BytePath(bytes: [0xFF, 0x61])
    #expect(PathGlob("?a")?.matches(name, isFolder: false) == true)
    #expect(PathGlob("a*")?.matches(name, isFolder: false) == false)
  }

  @Test func `no pattern takes more than its length for each character`() {
    let pattern = PathGlob(String(repeating: "*a", count: 200) + "b")
    #expect(pattern?.matches(BytePath(String(repeating: "a", count: 4000)), isFolder: false) == false)
  }

  @Test func `a walk enters no folder that is excluded`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.makeFolder(folder.appending("drafts"))
      for name in ["a.png", "a.gif", "drafts/b.png"] { try Disk.write("x", to: folder.appending(name)) }
      func found(_ patterns: [String]) -> [String] {
        FileWalk([folder], excluding: patterns.compactMap(PathGlob.init)).compactMap { entry in
          if case .file(let file) = entry { file.relative.description } else { nil }
        }
      }
      #expect(found([]) == ["a.gif", "a.png", "drafts/b.png"])
      #expect(found(["*.gif"]) == ["a.png", "drafts/b.png"])
      #expect(found(["drafts", "*.gif"]) == ["a.png"])
      let file = FoundFile(path: folder.appending("drafts/b.png"), relative: "drafts/b.png", stamp: .none)
      #expect(file.isExcluded(by: ["drafts/"].compactMap(PathGlob.init)))
      #expect(!file.isExcluded(by: ["b.png/", "a.png"].compactMap(PathGlob.init)))
    }
  }
}

extension FileStamp {
  fileprivate static let none = FileStamp(device: 0, inode: 0, size: 0, modifiedNanoseconds: 0)
}
