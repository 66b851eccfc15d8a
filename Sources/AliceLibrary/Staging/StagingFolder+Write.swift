import AliceModel
import CAlice
import Synchronization

extension StagingFolder {
  /// Writes a new file and returns its name here. If that fails, nothing remains.
  ///
  /// Throws `.changed` if the source differs at the end from its state at opening.
  func write(_ content: FileContent) throws(LibraryError) -> BytePath {
    let name = newName()
    do throws(LibraryError) {
      switch content.transfer {
      case .copy, .reflink: try copy(content, as: name)
      case .hardLink: try link(content, as: name)
      }
      return name
    } catch {
      discard(name)
      throw error
    }
  }

  private func copy(_ content: FileContent, as name: BytePath) throws(LibraryError) {
    var writer = try FileWriter(name, in: folder, mode: content.mode)
    if content.transfer == .reflink {
      try writer.share(wholeSource(of: content, "clone"))
    } else if let file = content.source.file, goesUncached(content.splice, of: file) {
      var buffer = block.withLock { $0.take() } ?? BlockBuffer()
      try writer.writeUncached(content.splice, of: file, through: &buffer)
      block.withLock { $0 = buffer }
    } else {
      for piece in content.splice.pieces { try writer.append(piece, of: content.source) }
    }
    try writer.verifySize()
    if let file = content.source.file {
      guard try file.stampNow() == file.stamp else { throw .changed(file.path) }
      writer.takeAttributes(of: file, exactly: content.replacesSource)
    }
    if let time = content.modified { _ = alice_set_modified(writer.descriptor, time.seconds, time.nanoseconds) }
    alice_start_writing(writer.descriptor)
  }

  /// Returns true if direct I/O is used. It does not pay off for small files, and for large ones the kernel reads ahead
  /// while it writes. A whole file may share its blocks instead.
  private func goesUncached(_ splice: Splice, of file: OpenFile) -> Bool {
    StagingFolder.uncachedSizes.contains(splice.byteCount) && !splice.isCopy(of: file.byteCount)
      && alice_can_write_uncached(folder.descriptor) == 1
  }

  private static let uncachedSizes: ClosedRange<UInt64> = 64 << 10...32 << 20

  private func link(_ content: FileContent, as name: BytePath) throws(LibraryError) {
    let file = try wholeSource(of: content, "link")
    try checked(name.withCPath { alice_link(file.descriptor, folder.descriptor, $0) }, "link", file.path)
    guard try file.stampNow().hasSameContent(as: file.stamp) else { throw .changed(file.path) }
  }

  private func wholeSource(of content: FileContent, _ operation: String) throws(LibraryError) -> OpenFile {
    guard let file = content.source.file, content.splice.isCopy(of: file.byteCount) else {
      throw .system(operation: operation, path: folder.path, errno: EINVAL)
    }
    return file
  }

  @discardableResult
  func withDescriptor(of name: BytePath, _ body: (Int32) -> Int32) -> Int32 {
    let descriptor = name.withCPath { alice_open_file(folder.descriptor, $0) }
    guard descriptor >= 0 else { return descriptor }
    defer { alice_close(descriptor) }
    return body(descriptor)
  }
}

extension FileWriter {
  mutating func append(_ piece: Splice.Piece, of source: FileSource) throws(LibraryError) {
    switch (piece, source) {
    case (.bytes(let bytes), _): try write(bytes[...])
    case (.source(let range), .file(let file)): try copy(range, of: file)
    case (.source(let range), .bytes(let bytes)):
      guard range.upperBound <= UInt64(bytes.count) else { throw .changed(path) }
      try write(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
    }
  }

  borrowing func takeAttributes(of file: OpenFile, exactly: Bool) {
    alice_copy_attributes(file.descriptor, descriptor)
    guard exactly else { return }
    alice_set_owner_like(descriptor, file.descriptor)
    _ = alice_set_mode(descriptor, file.mode)
  }
}
