/// One of the eight ways in which a picture can be turned and mirrored.
package enum PictureTurn: UInt8, Sendable, Hashable, CaseIterable {
  // The bits of the raw value: 1 exchanges left and right, 2 exchanges top and bottom, and 4 exchanges rows and columns
  // before that.
  case same, mirrored, flipped, turned180, transposed, turned90, turned270, transversed

  /// The turn that takes this one back.
  package var inverse: PictureTurn {
    switch self {
    case .turned90: .turned270
    case .turned270: .turned90
    default: self
    }
  }

  package var isMirrored: Bool {
    switch self {
    case .mirrored, .flipped, .transposed, .transversed: true
    case .same, .turned90, .turned180, .turned270: false
    }
  }

  /// The degrees, clockwise, by which the picture is turned, after it was mirrored if it is.
  package var degrees: Int {
    switch self {
    case .same, .mirrored: 0
    case .turned90, .transversed: 90
    case .turned180, .flipped: 180
    case .turned270, .transposed: 270
    }
  }
}

extension PictureTurn: CustomStringConvertible {
  package var description: String {
    let parts = [isMirrored ? "mirrored" : nil, degrees > 0 ? "turned by \(degrees)°" : nil].compactMap { $0 }
    return parts.isEmpty ? "as it is" : parts.joined(separator: " and ")
  }
}
