import AliceLibrary
import AliceMedia

/// Files without a reader, such as 3D models and archives: they are assets only where alice says so.
extension Examiner {
  /// Inspects a file. One without a reader is accepted if alice has written its sidecar, or if it has the name that
  /// alice gave it and still shows what that name says.
  func inspect(_ file: OpenFile, _ path: BytePath, _ beside: FileSidecars) throws(MediaError) -> Inspection {
    let told = ToldFormat(name: path.lastComponent.description)
    if told.isHeadless, beside.holdRecord {
      return try MediaFile.inspect(file, offsetMinutes: offsetMinutes, told: told)
    }
    do throws(MediaError) {
      return try MediaFile.inspect(file, offsetMinutes: offsetMinutes)
    } catch {
      // A picture whose bytes are lost is none of another kind.
      guard error == .unrecognised || error.isMalformed, told.format?.isReadable != true else { throw error }
      if beside.holdRecord { return try MediaFile.inspect(file, offsetMinutes: offsetMinutes, told: told) }
      guard knowsByName, let short = CompanionFolder.shortID(in: path.withoutExtensions) else { throw error }
      let found = try MediaFile.inspect(file, offsetMinutes: offsetMinutes, told: told)
      guard found.id.short == short else { throw error }
      return found
    }
  }
}

extension Asset {
  /// What the name says of the format; nil if the bytes say it.
  package var told: ToldFormat? {
    facts.format.isReadable ? nil : ToldFormat(name: path.lastComponent.description)
  }
}

extension FileSidecars {
  /// Whether alice has written a record into the XMP sidecar.
  var holdRecord: Bool { sidecarBytes.map { XMPSidecar.read($0).record != nil } ?? false }

  /// Returns whether alice has written a record into the XMP sidecar of a file.
  package static func holdRecord(_ path: BytePath) -> Bool { FileSidecars(of: path).holdRecord }
}

extension ToldFormat {
  /// Whether the format has no signature that could be mistaken for another one.
  fileprivate var isHeadless: Bool {
    switch format {
    case .pcm, .mulaw, .alaw: true
    default: false
    }
  }
}

extension MediaError {
  fileprivate var isMalformed: Bool {
    if case .malformed = self { true } else { false }
  }
}

extension BytePath {
  /// The name without its extension, and without both of `.tar.gz`.
  fileprivate var withoutExtensions: BytePath {
    let name = stem
    return name.fileExtension == "tar" ? name.stem : name
  }
}
