import AliceKit

extension LeftOut {
  /// Returns the requests that `ids` denote, where `-` means a list on standard input. Records the ids that denote
  /// none.
  mutating func jobs(_ ids: [String], in workspace: Workspace, _ common: CommonOptions) throws -> [Job] {
    let names = try NameList(ids, nul: common.nul).names
    return try finding(names) { try GenerationRunner.job(LeftOut.id($0), in: workspace) }
  }

  /// Returns the id of a line of `alice jobs`, which contains more text after a tab.
  private static func id(_ name: BytePath) -> String {
    String(decoding: name.bytes.prefix { $0 != UInt8(ascii: "\t") }, as: UTF8.self)
  }
}
