package import AliceModel

extension QualityScorer {
  /// Judges a picture that is too large to be held, as `measure` would, and waits as it does while others take up the memory.
  ///
  /// It must be stored upright, for another order of rounding gives other bits. Throws `tooLarge` where it is a narrow
  /// strip, which would have to be held after all, and `unreadable` where the rows throw.
  package func measure(
    _ rows: inout some PictureRows & ~Copyable, problems: Set<Defect>
  ) throws(VisionError) -> Assessment {
    guard let cost = CanonicalRows.cost(width: rows.width, height: rows.height) else {
      throw .tooLarge(width: rows.width, height: rows.height)
    }
    return try budget.holding(cost) { () throws(VisionError) in try judge(&rows, problems: problems) }
  }

  private func judge(
    _ rows: inout some PictureRows & ~Copyable, problems: Set<Defect>
  ) throws(VisionError) -> Assessment {
    guard var canonical = CanonicalRows(width: rows.width, height: rows.height) else {
      throw .tooLarge(width: rows.width, height: rows.height)
    }
    var survey = LumaSurvey(width: rows.width, height: rows.height)
    for _ in 0..<rows.height {
      let isThere: Bool
      // Rows do not say where in the file they stand.
      do { isThere = try rows.next() } catch { throw .unreadable(offset: 0) }
      guard isThere else { return Assessment(defects: Self.ordered(problems.union([.truncated]))) }
      var row = rows.row
      if rows.channels == 4 { Transparency.compose(&row) }
      row.withUnsafeBufferPointer { row in
        survey.add(row)
        canonical.add(row)
      }
    }
    return judge(survey, hasAlpha: rows.channels == 4, problems: problems) { score(canonical.pixels) }
  }
}
