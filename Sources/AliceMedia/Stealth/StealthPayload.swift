package import AliceModel

/// Texts that programs hide in the lowest bits of a picture's pixels, so that they survive where metadata are removed.
package enum StealthPayload {
  /// The text hidden in a PNG: an infotext or JSON; nil for other formats and where nothing is hidden.
  ///
  /// Gives up at the first row that does not begin as hidden texts do. Where there is one, the whole picture is decoded, which
  /// takes time: to be asked only where nothing else in the file tells the prompt.
  package static func entry(in bytes: some RandomAccessBytes, inspection: Inspection) -> MetadataEntry? {
    guard inspection.format == .png, var rows = PNGRows(bytes) else { return nil }
    var scan = StealthScan(width: rows.width, height: rows.height, channels: rows.channels)
    for _ in 0..<rows.height {
      guard (try? rows.next()) == true, scan.add(rows.row[...]) else { return nil }
    }
    return scan.entry
  }

  /// The same for a picture that was decoded elsewhere without loss: four bytes a pixel, alpha last and not multiplied.
  package static func entry(rgba: [UInt8], width: Int, height: Int) -> MetadataEntry? {
    guard width > 0, height > 0, rgba.count / 4 / width >= height else { return nil }
    var scan = StealthScan(width: width, height: height, channels: 4)
    for start in stride(from: 0, to: width * height * 4, by: width * 4) {
      guard scan.add(rgba[start..<(start + width * 4)]) else { return nil }
    }
    return scan.entry
  }
}

/// Looks for both ways of hiding at once: in alpha, and in the colours.
private struct StealthScan {
  private var planes: [StealthPlane]

  init(width: Int, height: Int, channels: Int) {
    let colors = StealthPlane(["stealth_rgbinfo", "stealth_rgbcomp"], [0, 1, 2], width, height, channels)
    let alpha = StealthPlane(["stealth_pnginfo", "stealth_pngcomp"], [3], width, height, channels)
    planes = channels == 4 ? [alpha, colors] : [colors]
  }

  /// False where nothing can be hidden any more.
  mutating func add(_ row: ArraySlice<UInt8>) -> Bool {
    for index in planes.indices { planes[index].add(row) }
    planes.removeAll { !$0.isPossible }
    return !planes.isEmpty
  }

  var entry: MetadataEntry? { planes.lazy.compactMap(\.entry).first }
}
