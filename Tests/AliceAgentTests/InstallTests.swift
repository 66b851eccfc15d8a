import AliceAgent
import AliceKit
import AliceTestSupport
import Foundation
import Testing

/// Configurations of clients keep what they have.
@Suite struct InstallTests {
  private let start = AssistantClient.Start(program: "/opt/a \"b\"/alice", arguments: ["mcp", "serve"])

  @Test(arguments: [(AssistantClient.claude, "mcpServers"), (.cursor, "mcpServers"), (.vscode, "servers")])
  func `a configuration in JSON keeps its other members in their order`(
    _ client: AssistantClient, _ name: String
  ) throws {
    let present = "{\"z\": 1, \"\(name)\": {\"other\": {\"command\": \"x\"}}, \"a\": 12345678901234567890}"
    let text = try client.text(adding: start, to: present)
    let json = try JSONValue(parsing: text)
    #expect(json.objectValue?.keys == ["z", name, "a"])
    #expect(json["a"]?.numberValue?.literal == "12345678901234567890")
    #expect(json[name]?["other"] == ["command": "x"])
    #expect(json[name]?["alice"]?["command"]?.stringValue == start.program)
    #expect(json[name]?["alice"]?["args"] == ["mcp", "serve"])
    #expect(throws: AssistantClient.Refusal.self) { try client.text(adding: start, to: text) }
  }

  @Test(arguments: ["{ // words\n}", "[]", "{\"mcpServers\": []}", "nothing"])
  func `what is not understood is left as it is`(_ present: String) throws {
    #expect(throws: AssistantClient.Refusal.self) { try AssistantClient.cursor.text(adding: start, to: present) }
  }

  @Test func `a configuration in TOML gets a table at its end`() throws {
    let present = "model = \"x\"\n\n[mcp_servers.other]\ncommand = \"y\""
    let text = try AssistantClient.codex.text(adding: start, to: present)
    #expect(text.hasPrefix(present + "\n\n[mcp_servers.alice]\n"))
    #expect(text.contains("command = \"/opt/a \\\"b\\\"/alice\"\nargs = [\"mcp\", \"serve\"]\n"))
    for taken in [text, "[ mcp_servers . \"alice\" ]", "mcp_servers.alice = {}", "mcp_servers = {}", "[mcp_servers]"] {
      #expect(throws: AssistantClient.Refusal.self) { try AssistantClient.codex.text(adding: start, to: taken) }
    }
  }

  @Test func `a file is made, added to, and never written over`() async throws {
    try await withTemporaryFolder { folder in
      let home = folder.description
      for client in AssistantClient.allCases {
        let file = client.file(home: home, environment: [:])
        #expect(file.hasPrefix(home))
        try client.write(start, to: file)
        let written = try Data(contentsOf: URL(filePath: file))
        #expect(throws: AssistantClient.Refusal.self) { try client.write(start, to: file) }
        #expect(try Data(contentsOf: URL(filePath: file)) == written)
        let folder = URL(filePath: file).deletingLastPathComponent().path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
      }
    }
  }
}
