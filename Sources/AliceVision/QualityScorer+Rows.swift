package import AliceModel

extension QualityScorer {
  /// Assesses an image that is too large to be held in memory, with the same result as `measure` for files, and waits
  /// while other images occupy the memory.
  ///
  /// The image must be stored upright, because another order of rounding changes the bits. Throws `tooLarge` for a
  /// narrow strip, which would have to be held as a whole, and `unreadable` if the rows throw.
  package func measure(
    _ rows: inout some PictureRows & ~Copyable, problems: Set<Defect>, copy: SmallCopy? = nil
  ) throws(VisionError) -> Assessment {
    guard min(rows.width, rows.height) > Views.canonicalSide else {
      throw .tooLarge(width: rows.width, height: rows.height)
    }
    let size = Views.size(of: rows.width, rows.height, scaledTo: Views.canonicalSide)
    let cost = AreaRows.cost(width: rows.width, height: rows.height, to: size.width, size.height)
    return try budget.holding(cost) { () throws(VisionError) in
      try judge(&rows, AreaRows(width: rows.width, height: rows.height, to: size.width, size.height), problems, copy)
    }
  }

  private func judge(
    _ rows: inout some PictureRows & ~Copyable, _ reduced: AreaRows, _ problems: Set<Defect>, _ copy: SmallCopy?
  ) throws(VisionError) -> Assessment {
    var canonical = reduced
    var survey = LumaSurvey(width: rows.width, height: rows.height)
    for _ in 0..<rows.height {
      let hasRow: Bool
      // The error of a row has no offset in the file.
      do { hasRow = try rows.next() } catch { throw .unreadable(offset: 0) }
      guard hasRow else { return Assessment(defects: Self.ordered(problems.union([.truncated]))) }
      var row = rows.row
      if rows.channels == 4 { Transparency.compose(&row) }
      row.withUnsafeBufferPointer { row in
        survey.add(row)
        canonical.add(row)
      }
    }
    copy?.take(canonical.pixels, 1)
    return judge(survey, hasAlpha: rows.channels == 4, problems: problems, copy) { canonical.pixels }
  }
}
