package import AliceModel
import AliceNumbers

extension AnswerRemark {
  /// Creates the remark of a file of an answer: the members beside it at each level, and those of its own object.
  package init(beside media: FalMedia, in output: JSONValue, to input: JSONValue) {
    var members: [(String, JSONValue)] = []
    var value = output
    for name in media.path.prefix(32) {
      if let object = value.objectValue {
        members += AnswerRemark.members(of: object, without: name)
        value = object[name] ?? .null
      } else {
        value = Int(name).flatMap { value[$0] } ?? .null
      }
    }
    if let object = value.objectValue { members += AnswerRemark.members(of: object, without: nil) }
    // What stands nearest to the file is about it.
    self.init(JSONObject(members)) { name, value in
      value == input[name] || AnswerRemark.holdsFile(value, named: name)
    }
  }

  private static func members(of object: JSONObject, without name: String?) -> [(String, JSONValue)] {
    let describesFile = MediaWalk.content.contains { object[$0]?.stringValue != nil }
    return object.prefix(256).filter { key, _ in
      key != name && !technical.contains(key) && !(describesFile && isFileFact(key))
    }.map { ($0.key, $0.value) }
  }

  private static func isFileFact(_ key: String) -> Bool {
    MediaWalk.content.contains(key) || (FileFact.contentType + FileFact.name + FileFact.size).contains(key)
      || key == "width" || key == "height"
  }

  private static func holdsFile(_ value: JSONValue, named name: String) -> Bool {
    !FalMedia.candidates(in: .object([name: value])).isEmpty
  }

  /// What the recipe has already, and what only belongs to the request.
  private static let technical: Set<String> = [
    "prompt", "seed", "request_id", "requestId", "gateway_request_id", "status_url", "response_url", "cancel_url",
    "queue_position", "logs", "status", "state", "task_id", "job_id",
  ]
}
