/// What is known of how a picture or a film looks.
package struct PictureLook: Sendable, Hashable {
  /// The hash of the picture; that of the middle frame of a film.
  package let hash: PictureHash
  /// A checksum of size and pixels: it is equal for pictures whose pixels are equal, however they are encoded. Of what
  /// moves it is that of one frame.
  package let pixels: UInt64
  /// Nil for a still picture.
  package let motion: PictureMotion?

  package init(hash: PictureHash, pixels: UInt64, motion: PictureMotion? = nil) {
    self.hash = hash
    self.pixels = pixels
    self.motion = motion
  }

  /// Returns whether all pixels are known to be equal. Of what moves not all are compared.
  package func hasPixels(of other: PictureLook) -> Bool {
    motion == nil && other.motion == nil && pixels == other.pixels
  }

  /// The look as 40 bytes; 44 of an animation and 108 of a film.
  package var bytes: [UInt8] {
    let words = hash.words + [pixels] + (motion?.frames ?? []).flatMap(\.words)
    let length = (motion?.milliseconds).map { [UInt8](bigEndian: UInt64($0)).suffix(4) } ?? []
    return words.flatMap { [UInt8](bigEndian: $0) } + length
  }

  /// Returns nil unless there are as many bytes as a look has.
  package init?(bytes: some Collection<UInt8>) {
    guard [40, 44, 108].contains(bytes.count) else { return nil }
    let isMoving = bytes.count % 8 != 0
    let words = bytes.dropLast(isMoving ? 4 : 0).enumerated().reduce(into: [UInt64]()) { words, byte in
      if byte.offset % 8 == 0 { words.append(0) }
      words[byte.offset / 8] = words[byte.offset / 8] << 8 | UInt64(byte.element)
    }
    let milliseconds = bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let frames = stride(from: 5, to: words.count, by: 4).map { PictureHash(words[$0..<$0 + 4]) }
    self.init(
      hash: PictureHash(words[0..<4]), pixels: words[4],
      motion: isMoving ? PictureMotion(frames: frames, milliseconds: milliseconds) : nil)
  }
}

/// What an animation or a film has besides one frame.
package struct PictureMotion: Sendable, Hashable {
  /// The hashes of a frame before and of one after the middle one; none of an animation, of which the first frame alone
  /// is known.
  package let frames: [PictureHash]
  /// The length, at most 49 days.
  package let milliseconds: UInt32

  package init(frames: [PictureHash], milliseconds: UInt32) {
    self.frames = frames
    self.milliseconds = milliseconds
  }

  /// Returns nil for a length that nothing has.
  package init?(frames: [PictureHash] = [], seconds: Double?) {
    guard let seconds, seconds > 0, let milliseconds = UInt32(exactly: (seconds * 1000).rounded()) else { return nil }
    self.init(frames: frames, milliseconds: milliseconds)
  }

  /// The maximum difference of the movements of two copies: of the distances between the frames of each. A film that
  /// moves slowly over a picture has frames that are like those of one that stands still, and this tells them apart.
  static let nearest = 16

  /// Whether the lengths differ by 2 % at most, or by a fifth of a second: by two frames of a slow film.
  func hasLength(of other: PictureMotion) -> Bool {
    let (short, long) = (min(milliseconds, other.milliseconds), max(milliseconds, other.milliseconds))
    return UInt64(long - short) * 50 <= UInt64(long) || long - short <= 200
  }
}

extension PictureLook {
  /// Returns the look of the film with these frames, in their order, of which three are compared; nil if one of those is
  /// flat or the length is not known. Instead of a last frame that is missing or flat, as after a fade, the one before it
  /// is taken.
  package init?(filmOf frames: [PictureLook?], seconds: Double?) {
    guard frames.count >= 4, let before = frames[1], let middle = frames[2],
      let after = frames[3...].compactMap({ $0 }).last,
      let motion = PictureMotion(frames: [before.hash, after.hash], seconds: seconds)
    else { return nil }
    self.init(hash: middle.hash, pixels: middle.pixels, motion: motion)
  }

  /// Returns the largest distance of the frames to those of a copy; nil if the other is none. What moves is no copy of
  /// what stands still.
  package func distance(toCopy other: PictureLook, turned turn: PictureTurn = .same) -> Int? {
    guard frames.count == other.frames.count, (motion == nil) == (other.motion == nil) else { return nil }
    if let motion, let match = other.motion, !motion.hasLength(of: match) { return nil }
    guard zip(movements, other.movements).allSatisfy({ abs($0 - $1) <= PictureMotion.nearest }) else { return nil }
    var largest = 0
    for (frame, match) in zip(frames, other.frames) {
      guard let distance = frame.turned(turn).distance(toCopy: match, turned: turn) else { return nil }
      largest = max(largest, distance)
    }
    return largest
  }

  private var frames: [PictureHash] { [hash] + (motion?.frames ?? []) }

  /// The distances between the frames, which turning does not change.
  private var movements: [Int] {
    frames.indices.flatMap { one in frames[..<one].map { $0.distance(to: frames[one]) } }
  }

  /// Returns the look of an animation that has this first frame; of a still picture, which has no length, the same.
  package func lasting(_ seconds: Double?) -> PictureLook {
    PictureLook(hash: hash, pixels: pixels, motion: PictureMotion(seconds: seconds))
  }
}

extension PictureHash {
  fileprivate var words: [UInt64] { [low, right, below, high] }

  fileprivate init(_ words: ArraySlice<UInt64>) {
    let first = words.startIndex
    self.init(low: words[first], right: words[first + 1], below: words[first + 2], high: words[first + 3])
  }
}

extension [UInt8] {
  fileprivate init(bigEndian word: UInt64) { self = (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
}
