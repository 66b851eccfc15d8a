import AliceTestSupport
import Foundation
import Testing

/// The rules for every file in `Sources`.
struct SourceRulesTests {
  private static let fileLimit = 300
  private static let functionLimit = 45

  @Test func `every source file keeps the rules`() throws {
    let sources = Fixtures.root.appending(path: "Sources")
    let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
    #expect(names.count > 400)
    for name in names.sorted() {
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      for problem in Self.problems(in: text) { Issue.record("\(name):\(problem)") }
    }
  }

  @Test func `what differs between the systems is in one module`() throws {
    let sources = Fixtures.root.appending(path: "Sources")
    let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
    let divided = try names.filter { name in
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      return SwiftText(text).code.contains { $0.contains(/^\s*#(if|elseif)\s.*(os|canImport)\(/) }
    }
    #expect(divided.contains { $0.hasPrefix("AlicePlatform/Darwin/") })
    #expect(divided.filter { !$0.hasPrefix("AlicePlatform/") } == [])
  }

  @Test(arguments: [
    ("let a = b!", "1: force unwrap"), ("let a = b()![0]", "1: force unwrap"), ("let a = try! b()", "1: try!"),
    ("let a = b as! C", "1: as!"), ("let a: Int!", "1: force unwrap"),
    ("struct A: @unchecked Sendable {}", "1: @unchecked"),
    ("nonisolated(unsafe) var a = 1", "1: nonisolated(unsafe)"), ("// TODO: more", "1: an open task"),
    ("/* FIXME */", "1: an open task"),
    ("  func a() {\n" + String(repeating: "    b()\n", count: 44) + "  }", "1: a function of 46 lines"),
    ("init(\n  a: Int\n) {\n" + String(repeating: "  b()\n", count: 43) + "}", "1: a function of 47 lines"),
    (
      "func a(_ b: Int)\n  async throws\n{\n" + String(repeating: "  b()\n", count: 42) + "}",
      "1: a function of 46 lines"
    ),
    (String(repeating: "let a = 1\n", count: 301), "301: more than 300 lines"),
  ])
  func `a rule that is broken is told`(_ text: String, _ problem: String) {
    #expect(Self.problems(in: text) == [problem])
  }

  @Test(arguments: [
    "if a != b, !c { d(!e) }", "let a = \"b! try! @unchecked\"", "// b! as! C", "let a = #\"b!\"#",
    "let a = \"\"\"\n  b! try!\n  \"\"\"", "/* a!\n b! */ let c = 1", "let a = \"\\\"b!\"",
    "protocol A {\n  func b()\n}\n" + String(repeating: "let a = 1\n", count: 60),
    "func a() {\n" + String(repeating: "  b()\n", count: 43) + "}",
    "func a() -> Int { 1 }\n" + String(repeating: "\n", count: 60) + "}",
    String(repeating: "let a = 1\n", count: 300),
  ])
  func `what breaks no rule is not told`(_ text: String) {
    #expect(Self.problems(in: text) == [])
  }

  /// Returns the problems, each with its line.
  private static func problems(in text: String) -> [String] {
    let swift = SwiftText(text)
    let count = swift.lines.count - (text.hasSuffix("\n") ? 1 : 0)
    var problems = count > fileLimit ? ["\(count): more than \(fileLimit) lines"] : []
    for (index, code) in swift.code.enumerated() {
      var found: [String] = ["try!", "as!", "@unchecked", "nonisolated(unsafe)"].filter { code.contains($0) }
      if found.isEmpty, code.utf8.contains(UInt8(ascii: "!")), code.contains(/[\w)\]>"]!(?!=)/) {
        found.append("force unwrap")
      }
      if ["TODO", "FIXME"].contains(where: { swift.lines[index].contains($0) }) { found.append("an open task") }
      problems += found.map { "\(index + 1): \($0)" }
    }
    for function in swift.functions where function.length > functionLimit {
      problems.append("\(function.line): a function of \(function.length) lines")
    }
    return problems
  }
}
