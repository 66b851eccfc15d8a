import AliceNumbers
import AliceWorkspace

/// The rows of a JSONL file: one request per line; empty lines are skipped.
public struct BatchFile: Sendable {
  /// The maximum length of a line in bytes.
  public static let maximumLine = 1 << 20
  public static let maximumRows = 100_000
  /// The maximum size of a batch file in bytes.
  public static let maximumSize = 256 << 20

  public private(set) var rows: [BatchRow] = []
  public private(set) var problems: [BatchProblem] = []

  /// Reads every line, and records those that are invalid. Throws if there are too many lines.
  ///
  /// `defaults` supplies what rows omit; every row is expanded by those `variations` whose placeholders it contains.
  public init(parsing bytes: [UInt8], defaults: GenerationRequest, variations: [Variation] = []) throws {
    guard bytes.count <= BatchFile.maximumSize else {
      throw AliceError.batch(.tooLarge(megabytes: BatchFile.maximumSize >> 20))
    }
    var used: Set<String> = []
    try Variation.checkNames(variations)
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
      do {
        let request = try BatchFile.request(line, defaults)
        if !variations.isEmpty { used.formUnion(try request.placeholders()) }
        let made = try request.varied(by: variations)
        rows += made.map { BatchRow(number: index + 1, request: $0.request, variation: $0.choice) }
      } catch {
        problems.append(BatchProblem(row: index + 1, error: error as? AliceError ?? .configuration("\(error)")))
      }
      guard rows.count + problems.count <= BatchFile.maximumRows else {
        throw AliceError.batch(.tooManyRows(BatchFile.maximumRows))
      }
    }
    guard !rows.isEmpty || !problems.isEmpty else { throw AliceError.batch(.noRows) }
    if problems.isEmpty { try Variation.checkUse(variations, used) }
  }

  private static func request(_ line: ArraySlice<UInt8>, _ defaults: GenerationRequest) throws -> GenerationRequest {
    guard line.count <= maximumLine else { throw AliceError.batch(.lineTooLong(maximumLine)) }
    guard String(validating: line, as: UTF8.self) != nil else { throw AliceError.batch(.notUTF8) }
    let row: JSONValue
    do {
      row = try JSONValue(parsing: Array(line), limits: .init(depth: 64, bytes: maximumLine))
    } catch {
      throw AliceError.batch(.notJSON)
    }
    return try GenerationRequest(row: row, defaults: defaults)
  }
}

extension Variation {
  /// Throws if a variation is not used: it would only multiply the cost.
  static func checkUse(_ variations: [Variation], _ used: Set<String>) throws {
    guard let idle = variations.first(where: { !used.contains($0.name) }) else { return }
    throw AliceError.variation(.unused(idle.name, nearest: Spelling.nearest(to: idle.name, in: used.sorted())))
  }
}

extension BatchRow {
  /// Returns the rows to which one request expands.
  public static func rows(of request: GenerationRequest, variations: [Variation]) throws -> [BatchRow] {
    try Variation.checkNames(variations)
    let made = try request.varied(by: variations)
    try Variation.checkUse(variations, try request.placeholders())
    return made.map { BatchRow(number: 1, request: $0.request, variation: $0.choice) }
  }
}
