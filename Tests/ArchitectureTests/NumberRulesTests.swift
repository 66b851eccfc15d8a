import AliceTestSupport
import Foundation
import Testing

/// Numbers that come from a file or a peer are computed with the operators of `AliceNumbers`, which never trap.
///
/// The operators apply to the files that import the module, so that the rule is one line in each file: no expression has
/// to be marked, and none can be forgotten.
struct NumberRulesTests {
  /// The folders whose files parse what others wrote: media, codecs, responses, listings of models, dates, layouts,
  /// queries, prompts, batches, pipelines, backups, the journal's steps, and requests to the gallery.
  private static let folders = [
    "AliceMedia", "AliceVision/Codec", "AliceVision/Color", "AliceFal/Access", "AliceFal/Answers", "AliceFal/Client",
    "AliceFal/Transport", "AliceModel/Asset", "AliceModel/Costs", "AliceModel/JSON", "AliceModel/Layout",
    "AliceModel/Media", "AliceModel/Models", "AliceModel/Search", "AliceCatalog/Record", "AliceCatalog/Foreign",
    "AliceGallery/Server", "AliceGenerate/Batch", "AliceGenerate/Pipeline", "AliceGenerate/Vary",
    "AliceOrganize/Backup", "AliceWorkspace/Operations",
  ]

  @Test func `no arithmetic on numbers of a file or a peer can trap`() throws {
    var seen = 0
    for folder in Self.folders {
      let place = Fixtures.root.appending(path: "Sources/" + folder)
      let names = try FileManager.default.subpathsOfDirectory(atPath: place.path).filter { $0.hasSuffix(".swift") }
      #expect(!names.isEmpty, "\(folder)")
      for name in names.sorted() {
        let text = try String(contentsOf: place.appending(path: name), encoding: .utf8)
        for problem in Self.problems(in: text) { Issue.record("\(folder)/\(name):\(problem)") }
        seen += 1
      }
    }
    #expect(seen > 300)
  }

  @Test(arguments: [
    "let end = offset + size", "let rest = count - start", "let area = width * height", "at += 4", "left -= count",
    "let half = count / number", "let size = Int(length)", "let low = UInt32(value >> 32)",
    "let all = list.map(Int.init)",
    "let sum = sizes.reduce(0, +)", "let bytes = 1 << Int(bits)", "let all = [a(b) - c[0]]",
  ])
  func `arithmetic without the safe operators is told`(_ line: String) {
    #expect(Self.problems(in: "import Foundation\n\n" + line + "\n").count == 1)
    #expect(Self.problems(in: "import AliceNumbers\nimport Foundation\n\n" + line + "\n") == [])
  }

  @Test(arguments: [
    "func a() -> Int { 1 }", "let a = b &+ c", "// offset + size", "let a = \"b + c\"", "let a = Int(exactly: b)",
    "let a = UInt8(ascii: \"a\")", "let a = Int(clamping: b)", "let a = UInt16(truncatingIfNeeded: b)", "let a = -1",
    "let a = b << 8 | c",
  ])
  func `what cannot trap is not told`(_ line: String) {
    #expect(Self.problems(in: line + "\n") == [])
  }

  /// Returns the first line with arithmetic or a conversion in a file that does not import the module.
  private static func problems(in text: String) -> [String] {
    let code = SwiftText(text).code
    if code.contains(where: { $0.hasSuffix("import AliceNumbers") }) { return [] }
    let line = code.firstIndex { $0.contains(arithmetic) || $0.contains(conversion) }
    return line.map { ["\($0 + 1): arithmetic without 'import AliceNumbers'"] } ?? []
  }

  private static var arithmetic: Regex<Substring> { /[\w)\]"?] [-+*\/%]=? [\w(\["\-.]|reduce\([^,]*, [-+*]\)/ }

  /// Conversions without a label, which trap if the number does not fit.
  private static var conversion: Regex<Substring> { /\bU?Int(?:8|16|32|64)?(?:\((?![a-zA-Z]+:)[^)]|\.init\b)/ }
}
