import AliceKit

extension LeftOut {
  /// The requests that `ids` stand for, `-` for those that standard input names, and here those ids that stand for none.
  mutating func jobs(_ ids: [String], in workspace: Workspace, _ common: CommonOptions) throws -> [Job] {
    let names = try NameList(ids, nul: common.nul).names
    return try finding(names) { try GenerationRunner.job(LeftOut.id($0), in: workspace) }
  }

  /// `alice jobs` prints more than the id on a line, behind a tab.
  private static func id(_ name: BytePath) -> String {
    String(decoding: name.bytes.prefix { $0 != UInt8(ascii: "\t") }, as: UTF8.self)
  }
}
