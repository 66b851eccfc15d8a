package import AliceModel
import AliceNumbers

/// Reads texts that programs hide in the least significant bits of the pixels, where they survive the removal of
/// metadata.
package enum StealthPayload {
  /// Returns the text hidden in a PNG, an infotext or JSON; nil for other formats, and if there is none.
  ///
  /// The scan ends at the first row that rules out a hidden text. If there is one, the whole image is decoded, which
  /// takes time: call this only if the rest of the file has no prompt.
  package static func entry(in bytes: some RandomAccessBytes, inspection: Inspection) -> MetadataEntry? {
    guard inspection.format == .png, var rows = PNGRows(bytes) else { return nil }
    var scan = StealthScan(width: rows.width, height: rows.height, channels: rows.channels)
    for _ in 0..<rows.height {
      guard (try? rows.next()) == true, scan.add(rows.row[...]) else { return nil }
    }
    return scan.entry
  }

  /// Returns the text hidden in an image that was decoded without loss, as four bytes per pixel with straight alpha
  /// last.
  package static func entry(rgba: [UInt8], width: Int, height: Int) -> MetadataEntry? {
    guard width > 0, height > 0, rgba.count / 4 / width >= height else { return nil }
    var scan = StealthScan(width: width, height: height, channels: 4)
    for start in stride(from: 0, to: width * height * 4, by: width * 4) {
      guard scan.add(rgba[start..<(start + width * 4)]) else { return nil }
    }
    return scan.entry
  }
}

/// Searches both places at once: the alpha channel and the colour channels.
private struct StealthScan {
  private var planes: [StealthPlane]

  init(width: Int, height: Int, channels: Int) {
    let colors = StealthPlane(["stealth_rgbinfo", "stealth_rgbcomp"], [0, 1, 2], width, height, channels)
    let alpha = StealthPlane(["stealth_pnginfo", "stealth_pngcomp"], [3], width, height, channels)
    planes = channels == 4 ? [alpha, colors] : [colors]
  }

  /// Adds a row; returns false if a hidden text is ruled out.
  mutating func add(_ row: ArraySlice<UInt8>) -> Bool {
    for index in planes.indices { planes[index].add(row) }
    planes.removeAll { !$0.isPossible }
    return !planes.isEmpty
  }

  var entry: MetadataEntry? { planes.lazy.compactMap(\.entry).first }
}
