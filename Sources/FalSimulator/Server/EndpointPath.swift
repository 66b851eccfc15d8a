/// An endpoint in fal's notation: `[namespace/]owner/alias[/path…]`.
struct EndpointPath: Sendable, Hashable {
  let namespace: String?
  let owner: String
  let alias: String
  let rest: [String]

  /// Returns nil without an owner and an alias. The old form `110602490-lora` is accepted, too.
  init?(_ segments: some Sequence<String>) {
    var segments = Array(segments)
    namespace = segments.first.flatMap { ["workflows", "comfy"].contains($0) ? $0 : nil }
    if namespace != nil { segments.removeFirst() }
    if segments.count == 1, let dash = segments[0].firstIndex(of: "-"), Int(segments[0][..<dash]) != nil {
      segments = [String(segments[0][..<dash]), String(segments[0][segments[0].index(after: dash)...])]
    }
    guard segments.count >= 2, segments.allSatisfy({ !$0.isEmpty && !$0.contains("/") }) else { return nil }
    owner = segments[0]
    alias = segments[1]
    rest = Array(segments[2...])
  }

  /// The prefix of the endpoint's requests: `fal-ai/flux` for `fal-ai/flux/schnell`.
  var app: String { ([namespace].compactMap { $0 } + [owner, alias]).joined(separator: "/") }

  var id: String { ([app] + rest).joined(separator: "/") }
}
