import AliceKit

/// Prompts that a user chooses in a client: how to work with the tools on a task.
enum AgentPrompts {
  private struct Argument {
    let name: String
    let summary: String
    var isRequired = true
  }

  private struct Prompt {
    let name: String
    let title: String
    let summary: String
    let arguments: [Argument]
    /// What the assistant is asked to do; the arguments follow as JSON.
    let task: String
  }

  private static let id = Argument(name: "id", summary: "The id of an asset.")
  private static let query = Argument(name: "query", summary: "A query of the search language.")
  private static let model = Argument(name: "model", summary: "A model to use instead.", isRequired: false)

  private static let all: [Prompt] = [
    Prompt(
      name: "refine", title: "Refine a picture", summary: "Make a picture better, step by step.",
      arguments: [id, model],
      task: """
        Look at the asset with show. Say what is good and what is wrong about the picture, propose two changes of its \
        prompt or parameters, and ask me which one to try. Then tell me the cost with estimate before you use generate, \
        with the same seed.
        """),
    Prompt(
      name: "cull", title: "Choose the best", summary: "Find the best among many, and rate them.",
      arguments: [query],
      task: """
        Find the assets with search and look at their thumbnails, page by page. Group those that are alike, name the \
        best of each group with a reason, and ask me before you rate: 5 for the best, 2 for what can go. Delete nothing.
        """),
    Prompt(
      name: "caption-tags", title: "Tag pictures by what they show", summary: "Give assets tags for what they show.",
      arguments: [query, Argument(name: "tag", summary: "A tag to begin with.", isRequired: false)],
      task: """
        Find the assets with search and look at their thumbnails. See with facets which tags the library has, and \
        prefer those. Propose two to five tags for each asset, show me the list, and add them with tag once I agree.
        """),
    Prompt(
      name: "reproduce", title: "Make it again", summary: "Make an asset again, with the same recipe.",
      arguments: [id, model],
      task: """
        Read the recipe of the asset with show. Tell me what a new request can repeat and what it cannot, and the cost \
        with estimate. Use generate with the same model, parameters and seed once I agree, and compare both pictures.
        """),
  ]

  static var list: [JSONObject] {
    all.map { prompt in
      [
        "name": .string(prompt.name), "title": .string(prompt.title), "description": .string(prompt.summary),
        "arguments": .array(
          prompt.arguments.map {
            [
              "name": .string($0.name), "description": .string($0.summary), "required": .bool($0.isRequired),
            ]
          }),
      ]
    }
  }

  /// Returns the messages of a prompt. What the user gives stays inside strings of JSON.
  static func prompt(_ parameters: JSONObject) throws(RPCError) -> JSONObject {
    let name = parameters["name"]?.stringValue ?? ""
    guard let prompt = all.first(where: { $0.name == name }) else {
      throw .parameters("there is no prompt \(BoundedJSON.quoted(name))")
    }
    let given = parameters["arguments"]?.objectValue ?? [:]
    var arguments: JSONObject = [:]
    for argument in prompt.arguments {
      guard let value = given[argument.name] else {
        guard argument.isRequired else { continue }
        throw .parameters("\(argument.name) is missing")
      }
      guard let text = value.stringValue else { throw .parameters("\(argument.name) is a text") }
      arguments[argument.name] = .string(BoundedJSON.beginning(of: text, BoundedJSON.textLimit))
    }
    let text = prompt.task + "\n\n" + JSONValue.object(arguments).text
    return [
      "description": .string(prompt.summary),
      "messages": [["role": "user", "content": ["type": "text", "text": .string(text)]]],
    ]
  }
}
