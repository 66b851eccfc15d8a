import AliceModel
import AliceTestSupport
import Foundation
import Testing

import AliceOrganize

@Suite struct `A recipe as a command` {
  private func command(_ prompt: String, parameters: JSONObject = [:]) throws -> String {
    let id = try #require(AssetID(digest: [UInt8](repeating: 7, count: 32)))
    let record = AssetRecord(
      provenance: Provenance(recipe: Recipe(prompt: prompt, model: "flux-dev", parameters: parameters)),
      added: Timestamp(milliseconds: 0, offsetMinutes: 0))
    let facts = FileFacts(format: .png, bytes: 1)
    return RecipeText.command(of: Asset(id: id, path: "a.png", facts: facts, record: record))
  }

  @Test(arguments: [
    "cat \u{1B}[201~ \u{3}\n touch PWNED \n dog", "a\u{9B}201~b\u{3}", "\u{15}rm -rf .\r", "x\u{202E}y\u{2028}z\u{7F}",
    "it's a \\ backslash\n", "tab\tand nul\0", "👩‍🚀 in space",
  ])
  func `has only visible characters, and a shell reads the prompt back`(prompt: String) throws {
    let command = try command(prompt)
    #expect(
      command.unicodeScalars.allSatisfy {
        ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
      })
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    shell.arguments = ["-c", "alice() { printf %s \"${@: -1}\"; }; " + command]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    let told = output.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    #expect(String(decoding: told, as: UTF8.self) == prompt.filter { $0 != "\0" })
  }

  @Test func `names no file outside of the folder in which it is run`() throws {
    let foreign: JSONObject = ["image_url": "file:../../../etc/passwd;sha256=1"]
    let command = try command("a cat", parameters: foreign)
    #expect(command.contains("--image passwd"))
    #expect(!command.contains("/"))
  }
}
