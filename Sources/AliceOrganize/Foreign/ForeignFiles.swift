import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// The files of another program's library, and what the user decided about them there.
package struct ForeignFiles: Sendable {
  let files: [OfferedFile]
  let verdicts: [BytePath: ForeignVerdict]
  package let summary: ForeignSummary

  /// Reads the library of a program. Nothing in it is changed.
  ///
  /// `source` is its folder, or its database. The pictures are looked for at the paths that the program wrote; those
  /// that moved since, or whose paths are of another system, also in `source` and in `folders`. Throws `ForeignError`.
  package static func read(_ tool: ForeignTool, _ source: BytePath, in folders: [BytePath] = []) throws -> ForeignFiles
  {
    let place = try ForeignPlace(tool, source)
    let found =
      switch tool {
      case .eagle: try EagleLibrary(place.database).pictures()
      case .invokeAI, .infiniteImageBrowsing, .diffusionToolkit:
        try ForeignStore.pictures(of: tool, at: place.database)
      }
    return try ForeignFiles(tool, found, ForeignLookup(own: place.folders, further: folders))
  }

  private init(_ tool: ForeignTool, _ found: ForeignPictures, _ lookup: ForeignLookup) throws {
    let located = try lookup.locate(found.pictures)
    var verdicts: [BytePath: ForeignVerdict] = [:]
    var summary = ForeignSummary(tool: tool)
    var albums: Set<String> = []
    for (file, verdict) in located {
      summary.count(verdict)
      albums.formUnion(verdict.albums)
      if !verdict.isEmpty { verdicts[file.path] = verdict }
    }
    summary.albums = albums.count
    (summary.passedOver, summary.malformed) = (found.passedOver, found.malformed)
    summary.gone = found.pictures.count - located.count
    files = located.map { OfferedFile(path: $0.file.path, stamp: $0.file.stamp) }
    self.verdicts = verdicts
    self.summary = summary
  }

  /// Passes the files on, and adds the verdicts to their records before these are placed.
  func walk(_ feed: SourceFeed, tell: (SourceFeed.FeedItem) async throws -> Void) async throws {
    var taken: [OfferedFile] = []
    for file in files {
      switch feed.fate(of: file.path, isNamed: true) {
      case .taken: taken.append(file)
      case .left(let reason): try await feed.leave(file.path, reason, tell)
      }
    }
    try await feed.take(taken) { item in
      guard case .candidates(let candidates) = item else { return try await tell(item) }
      try await tell(.candidates(candidates.map(adopting)))
    }
  }

  private func adopting(_ candidate: Candidate) -> Candidate {
    guard let verdict = verdicts[candidate.source] else { return candidate }
    var candidate = candidate
    candidate.record.adopt(verdict)
    return candidate
  }
}

/// What was understood of another program's library.
package struct ForeignSummary: Sendable, Hashable {
  package let tool: ForeignTool
  /// The number of pictures whose files are there; the next four count among them.
  package internal(set) var pictures = 0
  package internal(set) var rated = 0
  package internal(set) var picked = 0
  package internal(set) var rejected = 0
  /// The number of pictures with tags of their own, beside those of albums.
  package internal(set) var tagged = 0
  /// The number of boards, albums or folders that hold one of the pictures.
  package internal(set) var albums = 0
  package internal(set) var passedOver = 0
  package internal(set) var malformed = 0
  /// The number of entries whose files are not there.
  package internal(set) var gone = 0

  init(tool: ForeignTool) { self.tool = tool }

  mutating func count(_ verdict: ForeignVerdict) {
    pictures += 1
    if verdict.rating != nil { rated += 1 }
    if verdict.pick == .picked { picked += 1 }
    if verdict.pick == .rejected { rejected += 1 }
    if !verdict.tags.isEmpty { tagged += 1 }
  }

  package var json: JSONObject {
    [
      "tool": .string(tool.rawValue), "pictures": JSONValue(pictures), "rated": JSONValue(rated),
      "picked": JSONValue(picked), "rejected": JSONValue(rejected), "tagged": JSONValue(tagged),
      "boards": JSONValue(albums), "passed_over": JSONValue(passedOver), "malformed": JSONValue(malformed),
      "gone": JSONValue(gone),
    ]
  }

  /// A line for people.
  package var line: String {
    let parts = [
      (rated, "rated"), (picked, "picked"), (rejected, "rejected"), (tagged, "tagged"),
      (albums, albums == 1 ? "board" : "boards"), (passedOver, "passed over (intermediate or in its trash)"),
      (malformed, "that name no file"), (gone, "whose files are gone"),
    ]
    let counts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let advice = pictures == 0 && gone > 0 ? "; name the folders that hold them now after the source" : ""
    return "from \(tool.name): \(pictures) \(pictures == 1 ? "picture" : "pictures")"
      + (counts.isEmpty ? "" : "; \(counts)") + advice
  }
}
