import AliceModel
import AliceTestWorld
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

extension Simulated {
  func clearFaults() async throws {
    var request = HTTPClientRequest(url: baseURL + "/_sim/faults")
    request.method = .DELETE
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    #expect(response.status == .ok)
  }

  /// Of the requests that the simulator received, those that ask for something below `prefix`.
  func paths(startingWith prefix: String) async throws -> [String] {
    try await requests().compactMap { $0["path"]?.stringValue }.filter { $0.hasPrefix(prefix) }
  }

  /// The requested paths that contain `part`.
  func paths(containing part: String) async throws -> [String] {
    try await requests().compactMap { $0["path"]?.stringValue }.filter { $0.contains(part) }
  }

  /// Sets what an endpoint answers; see the documentation of the simulator.
  func answer(_ endpoint: String, _ output: JSONValue) async throws {
    var request = HTTPClientRequest(url: baseURL + "/_sim/answers")
    request.method = .POST
    let body: JSONValue = ["endpoint": .string(endpoint), "output": output]
    request.body = .bytes(ByteBuffer(string: body.text))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    #expect(response.status == .ok)
  }
}

extension Simulated {
  /// Sets prices of endpoints: one, or several in an array.
  func price(_ json: JSONValue) async throws {
    var request = HTTPClientRequest(url: baseURL + "/_sim/prices")
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: json.text))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    #expect(response.status == .ok)
  }
}
