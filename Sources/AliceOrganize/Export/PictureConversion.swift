import AliceLibrary
import AliceMedia
import AliceVision
import AliceWorkspace

/// Encodes pictures anew in the size and format that was asked for.
struct PictureConversion {
  let request: ExportRequest

  /// A new picture, complete with its metadata.
  struct Converted {
    let bytes: [UInt8]
    let format: ExportFormat
    /// The XMP that belongs beside it.
    let sidecar: [UInt8]?
  }

  /// The qualities of JPEG and WebP. Below the lowest one a smaller picture looks better.
  private static let (best, lowest) = (92, 40)
  /// The shortest side to which a picture is reduced to fit into the number of bytes.
  private static let smallest = 64

  /// Returns nil if the file is as wanted already. Throws if it cannot be converted.
  func convert(_ asset: Asset, _ file: OpenFile) throws -> Converted? {
    guard request.converts else { return nil }
    let format = asset.facts.format
    guard format.kind == .image else {
      try checkOther(asset, file)
      return nil
    }
    let header = try MediaFile.header(file, offsetMinutes: 0, told: asset.told)
    let profile = ColorProfile.bytes(in: file).flatMap(ColorConversion.init(profile:))
    let conversion = profile.flatMap { $0.isIdentity ? nil : $0 }
    let makeup = PictureMakeup(of: file)
    guard isNeeded(asset, file, header, conversion != nil || makeup.isCMYK) else { return nil }
    guard !makeup.isAnimated else {
      throw AliceError.export(
        .notConverted(asset.path, reason: "it is animated, and a picture in another size or format stands still"))
    }
    guard [.png, .jpeg, .webp, .bmp].contains(format) else {
      throw AliceError.export(
        .notConverted(asset.path, reason: "\(format.rawValue.uppercased()) is not decoded, so it cannot be converted"))
    }
    do {
      var picture = try ImageDecoder.picture(file, format: format, orientation: header.orientation)
      try Task.checkCancellation()
      let size = request.size(of: picture.width, picture.height)
      picture = picture.reduced(to: size.width, size.height)
      if let conversion { picture = picture.converted(by: conversion) }
      return try encode(picture, asset)
    } catch let error as VisionError {
      throw AliceError.export(.notConverted(asset.path, reason: PictureConversion.reason(error)))
    }
  }

  /// Refuses a file that is no picture if it would have to be changed.
  private func checkOther(_ asset: Asset, _ file: OpenFile) throws {
    let isPictureWanted = request.edge != nil || request.width != nil || request.format != nil
    if request.preset == nil, isPictureWanted {
      let kind = asset.facts.format.kind.phrase
      throw AliceError.export(
        .notConverted(
          asset.path, reason: "only pictures get another size or format, and this is \(kind)"))
    }
    guard let limit = request.maximumBytes, file.byteCount > limit else { return }
    throw AliceError.export(
      .notConverted(asset.path, reason: "it has \(file.byteCount) bytes, and only pictures are made smaller"))
  }

  private static func reason(_ error: VisionError) -> String {
    switch error {
    case .tooLarge(let width, let height), .unencodable(let width, let height):
      "\(width) × \(height) pixels are too many for this format"
    case .noMemory: "there is not enough memory for it"
    case .unsupported(let format): "\(format.rawValue.uppercased()) is not decoded, so it cannot be converted"
    case .unreadable: "it cannot be read"
    case .damaged: "it is damaged"
    }
  }

  private func isNeeded(
    _ asset: Asset, _ file: OpenFile, _ header: MediaHeader, _ hasOtherColors: Bool
  ) -> Bool {
    let stored = (header.facts.width ?? 0, header.facts.height ?? 0)
    let upright = (5...8).contains(header.orientation) ? (stored.1, stored.0) : stored
    let isLarge = request.size(of: upright.0, upright.1) != upright
    let isHeavy = request.maximumBytes.map { file.byteCount > $0 } ?? false
    return isLarge || isHeavy || request.isSRGB && hasOtherColors || !request.accepts(asset.facts.format)
  }

  private func format(of asset: Asset, _ picture: AlphaPixels) -> ExportFormat {
    let own = ExportFormat(asset.facts.format)
    if let format = request.format { return request.accepts(asset.facts.format) ? own ?? format : format }
    // The exact pixels of a PNG cannot be made to fit.
    if own != .jpeg, own != .webp, request.maximumBytes != nil { return picture.alpha == nil ? .jpeg : .webp }
    return own ?? .png
  }

  private func encode(_ picture: AlphaPixels, _ asset: Asset) throws -> Converted {
    var (picture, format) = (picture, format(of: asset, picture))
    guard let limit = request.maximumBytes else {
      return try finished(picture, format, PictureConversion.best, asset)
    }
    let exact = try finished(picture, format, PictureConversion.best, asset)
    if UInt64(exact.bytes.count) <= limit { return exact }
    if format == .png, request.format != .png { format = picture.alpha == nil ? .jpeg : .webp }
    while true {
      if format != .png, let fitting = try fitting(picture, format, limit, asset) { return fitting }
      let (width, height) = (picture.width * 4 / 5, picture.height * 4 / 5)
      guard min(width, height) >= PictureConversion.smallest else {
        throw AliceError.export(
          .notConverted(asset.path, reason: PictureConversion.tooLarge(limit, hasMetadata: request.form != .stripped)))
      }
      picture = picture.reduced(to: width, height)
      let smaller = try finished(picture, format, PictureConversion.best, asset)
      if UInt64(smaller.bytes.count) <= limit { return smaller }
    }
  }

  private static func tooLarge(_ limit: UInt64, hasMetadata: Bool) -> String {
    "it does not fit into \(limit) bytes at any size worth looking at"
      + (hasMetadata ? "; '--strip' leaves its metadata out" : "")
  }

  /// Returns the picture in the best quality that fits; nil if none does.
  private func fitting(
    _ picture: AlphaPixels, _ format: ExportFormat, _ limit: UInt64, _ asset: Asset
  ) throws -> Converted? {
    var (low, high) = (PictureConversion.lowest, PictureConversion.best)
    var found: Converted?
    while low <= high {
      try Task.checkCancellation()
      let quality = (low + high) / 2
      let candidate = try finished(picture, format, quality, asset)
      if UInt64(candidate.bytes.count) <= limit {
        found = candidate
        low = quality + 1
      } else {
        high = quality - 1
      }
    }
    return found
  }

  private func finished(
    _ picture: AlphaPixels, _ format: ExportFormat, _ quality: Int, _ asset: Asset
  ) throws -> Converted {
    let bytes =
      switch format {
      case .png: try ImageEncoder.png(picture)
      case .jpeg: try ImageEncoder.jpeg(picture.flattened(), quality: quality)
      case .webp: try ImageEncoder.webp(picture, quality: quality)
      }
    switch request.form(of: asset) {
    case .stripped: return Converted(bytes: bytes, format: format, sidecar: nil)
    case .infotext:
      let splice = try MediaFile.embedInfotext(RecipeText.infotext(of: asset), into: bytes)
      return Converted(bytes: splice.bytes(of: bytes), format: format, sidecar: nil)
    case .sidecar:
      let id = try MediaFile.inspect(bytes, offsetMinutes: 0).id
      return Converted(
        bytes: bytes, format: format,
        sidecar: XMPSidecar.make(asset.record.ofCopy(of: asset.id), id: id, existing: nil))
    case .whole:
      let inspection = try MediaFile.inspect(bytes, offsetMinutes: 0)
      switch try MediaFile.embed(asset.record.ofCopy(of: asset.id), into: bytes, inspection: inspection) {
      case .splice(let splice): return Converted(bytes: splice.bytes(of: bytes), format: format, sidecar: nil)
      case .sidecar(let xmp): return Converted(bytes: bytes, format: format, sidecar: xmp)
      }
    }
  }
}

extension AssetRecord {
  /// The record of a picture that was made from this one by another size or format.
  fileprivate func ofCopy(of id: AssetID) -> AssetRecord {
    var record = disclosing
    record.assessment = Assessment()
    record.companions = []
    record.damaged = false
    if !record.provenance.parents.contains(id) { record.provenance.parents.append(id) }
    return record
  }
}

extension Splice {
  /// Returns the new file, from a source in memory.
  fileprivate func bytes(of source: [UInt8]) -> [UInt8] {
    pieces.flatMap { piece in
      switch piece {
      case .bytes(let bytes): bytes
      case .source(let range): Array(source[Int(range.lowerBound)..<Int(range.upperBound)])
      }
    }
  }
}
