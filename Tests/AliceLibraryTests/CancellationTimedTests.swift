import AliceLibrary
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct `Cancellation` {
  @Test func `ends reading, copying and comparing of files that were opened so`() async throws {
    try await withLibrary { library, folder in
      let path = folder.appending("source.png")
      try Disk.write("0123456789", to: path)
      let placed = try library.place([
        Placement(source: .file(try OpenFile.open(path)), splice: Splice(copying: 10), destination: "a.png")
      ])[0].get()
      try await inCancelledTask {
        let source = try OpenFile.open(path, untilCancelled: true)
        #expect(source.isCancelled)
        #expect(throws: LibraryError.cancelled(path)) { try source.readAll(limit: 100) }
        #expect(throws: LibraryError.cancelled(path)) { try library.verify(source, Splice(copying: 10), placed) }
        #expect(throws: LibraryError.cancelled(path)) {
          try library.removeSource(path, expecting: source.stamp, holding: Splice(copying: 10), in: placed)
        }
        let placement = Placement(source: .file(source), splice: Splice(copying: 10), destination: "b.png")
        #expect(throws: LibraryError.cancelled(path)) { try library.place([placement])[0].get() }
      }
      #expect(try Disk.read(path) == Array("0123456789".utf8))
      #expect(library.leftovers == [] && library.isMissing("b.png"))
    }
  }

  @Test func `leaves what was not opened so as it is: what is paid for is placed`() async throws {
    try await withLibrary { library, folder in
      try Disk.write("0123456789", to: folder.appending("s"))
      try await inCancelledTask {
        let source = try OpenFile.open(folder.appending("s"))
        let placement = Placement(source: .file(source), splice: Splice(copying: 10), destination: "a.png")
        _ = try library.place([placement])[0].get()
      }
      #expect(try library.text(of: "a.png") == "0123456789")
    }
  }

  @Test func `of one copy leaves nothing of its batch`() async throws {
    try await withLibrary { library, folder in
      try Disk.write("0123456789", to: folder.appending("s"))
      let whole = Placement(
        source: .file(try OpenFile.open(folder.appending("s"))), splice: Splice(copying: 10), destination: "whole.png",
        sidecar: Array("<xmp/>".utf8))
      let results = try await inCancelledTask {
        let source = try OpenFile.open(folder.appending("s"), untilCancelled: true)
        return library.place([
          whole, Placement(source: .file(source), splice: Splice(copying: 10), destination: "cut.png"),
        ])
      }
      #expect(results == Array(repeating: .failure(.cancelled(folder.appending("s"))), count: 2))
      #expect(library.leftovers == [] && library.isMissing("whole.png") && library.isMissing("whole.png.xmp"))
    }
  }

  @Test func `is heard in the midst of a film of two gigabytes`() async throws {
    try await withLibrary { library, folder in
      let path = folder.appending("film.mp4")
      try Disk.write("film", to: path)
      #expect(truncate(path.description, 2 << 30) == 0)
      var splice = Splice()
      splice.append(Array("what makes it another file".utf8))
      splice.append(source: 0..<(2 << 30))
      let placement = Placement(
        source: .file(try OpenFile.open(path, untilCancelled: true)), splice: splice, destination: "film.mp4")
      let placing = Task { @concurrent in library.place([placement])[0] }
      while library.leftovers.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      let clock = ContinuousClock()
      let time = await clock.measure {
        placing.cancel()
        #expect(await placing.value == .failure(.cancelled(path)))
      }
      #expect(time < .seconds(1))
      #expect(library.leftovers == [] && library.isMissing("film.mp4"))
    }
  }

  @Test func `ends the wait for a lock`() async throws {
    try await withLibrary { library, _ in
      let held = try library.lock(exclusive: true)
      defer { withExtendedLifetime(held) {} }
      let clock = ContinuousClock()
      let time = try await clock.measure {
        try await inCancelledTask {
          _ = #expect(throws: LibraryError.cancelled(library.root.appending(".alice/lock"))) {
            try library.lock(exclusive: true, waitMilliseconds: 60_000, untilCancelled: true)
          }
        }
      }
      #expect(time < .seconds(1))
    }
  }

  @Test func `keeps nobody from a lock that is free`() async throws {
    try await withLibrary { library, _ in
      try await inCancelledTask {
        let held = try library.lock(exclusive: true, untilCancelled: true)
        #expect(throws: LibraryError.self) { try library.lock(exclusive: true) }
        withExtendedLifetime(held) {}
      }
    }
  }
}

extension Library {
  fileprivate func isMissing(_ path: BytePath) -> Bool { (try? stamp(of: path)) == .some(nil) }
}
